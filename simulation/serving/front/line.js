// The line between this page and its kernel: one socket, and Jupyter's way of packing a message (offsets, then parts).
import { bytes } from "./buffers.js";
import { number } from "./model.js";

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const WORD = 8; // bytes of an offset
const BEAT = 10_000; // milliseconds between two questions whether the server is there
const PATIENCE = 8_000; // milliseconds for the answer
const written = new TextEncoder(), read = new TextDecoder();

// Parts may be buffers of any kind: arrays of bytes, other typed arrays, DataViews, ArrayBuffers.
export const packed = (given) => {
  const parts = given.map(bytes);
  const offsets = [WORD * (parts.length + 2)];
  for (const part of parts) offsets.push(offsets.at(-1) + part.byteLength);
  const message = new Uint8Array(offsets.at(-1));
  const view = new DataView(message.buffer);
  [offsets.length, ...offsets].forEach((offset, nth) => view.setBigUint64(WORD * nth, BigInt(offset), true));
  parts.forEach((part, nth) => message.set(part, offsets[nth]));
  return message;
};

export const unpacked = (message) => {
  const view = new DataView(message);
  const offset = (nth) => Number(view.getBigUint64(WORD * nth, true));
  return Array.from({ length: offset(0) - 1 }, (_, nth) => new DataView(message, offset(nth + 1), offset(nth + 2) - offset(nth + 1)));
};

export class Line {
  // `on` has `open()`, `lost()` and `heard(kind, content, buffers)`.
  constructor(kernel, on) {
    this.kernel = kernel;
    this.on = on;
    setInterval(() => this.ask(), BEAT);
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    this.session = number(); // a new one each time: the kernel's answers to an older line are asked for anew
    const address = new URL(`/api/kernels/${this.kernel}/channels?session_id=${this.session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address, [PROTOCOL]));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.on.open();
    socket.onmessage = ({ data }) => {
      this.alive();
      if (typeof data !== "string") this.heard(unpacked(data));
    };
    socket.onclose = () => this.socket === socket && this.cut();
  }

  heard([, header, , , content, ...buffers]) {
    const [kind, said] = [header, content].map((part) => JSON.parse(read.decode(part)));
    this.on.heard(kind.msg_type, said, buffers);
  }

  // A message to the kernel; on a line that is cut it is dropped, and whoever needs it asks again when the line is back.
  send(kind, content, metadata = {}, buffers = []) {
    if (!this.open) return;
    const header = { msg_id: number(), msg_type: kind, session: this.session, username: "", version: "5.3", date: new Date().toISOString() };
    const parts = ["shell", ...[header, {}, metadata, content].map((each) => JSON.stringify(each))].map((text) => written.encode(text));
    this.socket.send(packed([...parts, ...buffers]));
  }

  // A word to the server itself: text, where all that is for the kernel is bytes.
  note(word) {
    if (this.open) this.socket.send(word);
  }

  // Is the server there? Wi-Fi that has gone closes no socket, so an answer that does not come is a line that is cut.
  ask() {
    if (!this.open || document.hidden || this.waiting) return;
    this.waiting = setTimeout(() => this.cut(), PATIENCE);
    this.note("here?");
  }

  alive() {
    clearTimeout(this.waiting);
    this.waiting = 0;
  }

  cut() {
    this.alive();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.on.lost();
  }
}
