// The connection of this page to its kernel: one websocket, and Jupyter's way of packing a message (offsets, then parts).
import { bytes } from "./buffers.js";
import { number } from "./model.js";

const PROTOCOL = "v1.kernel.websocket.jupyter.org";
const OFFSET_BYTES = 8; // bytes of an offset
const PING_MS = 10_000; // milliseconds between two questions whether the server is there
const ANSWER_MS = 8_000; // milliseconds for the answer
const encoder = new TextEncoder(), decoder = new TextDecoder();

// Parts may be buffers of any kind: arrays of bytes, other typed arrays, DataViews, ArrayBuffers.
export const packed = (given) => {
  const parts = given.map(bytes);
  const offsets = [OFFSET_BYTES * (parts.length + 2)];
  for (const part of parts) offsets.push(offsets.at(-1) + part.byteLength);
  const message = new Uint8Array(offsets.at(-1));
  const view = new DataView(message.buffer);
  [offsets.length, ...offsets].forEach((offset, nth) => view.setBigUint64(OFFSET_BYTES * nth, BigInt(offset), true));
  parts.forEach((part, nth) => message.set(part, offsets[nth]));
  return message;
};

export const unpacked = (message) => {
  const view = new DataView(message);
  const offset = (nth) => Number(view.getBigUint64(OFFSET_BYTES * nth, true));
  return Array.from({ length: offset(0) - 1 }, (_, nth) => new DataView(message, offset(nth + 1), offset(nth + 2) - offset(nth + 1)));
};

export class KernelConnection {
  // `on` has `open()`, `lost()` and `heard(kind, content, buffers)`.
  constructor(kernel, on) {
    this.kernel = kernel;
    this.on = on;
    setInterval(() => this.ping(), PING_MS);
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    this.session = number(); // a new one each time: the kernel's answers to an older connection are asked for anew
    const address = new URL(`/api/kernels/${this.kernel}/channels?session_id=${this.session}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address, [PROTOCOL]));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.on.open();
    socket.onmessage = ({ data }) => {
      this.answered();
      if (typeof data !== "string") this.heard(unpacked(data));
    };
    socket.onclose = () => this.socket === socket && this.disconnected();
  }

  heard([, header, , , content, ...buffers]) {
    const [{ msg_type: kind }, message] = [header, content].map((part) => JSON.parse(decoder.decode(part)));
    this.on.heard(kind, message, buffers);
  }

  // A message to the kernel; without a connection it is dropped, and whoever needs it asks again when there is one.
  send(kind, content, metadata = {}, buffers = []) {
    if (!this.open) return;
    const header = { msg_id: number(), msg_type: kind, session: this.session, username: "", version: "5.3", date: new Date().toISOString() };
    const parts = ["shell", ...[header, {}, metadata, content].map((each) => JSON.stringify(each))].map((text) => encoder.encode(text));
    this.socket.send(packed([...parts, ...buffers]));
  }

  // A message to the server itself: text, where all that is for the kernel is bytes.
  tellServer(text) {
    if (this.open) this.socket.send(text);
  }

  // Is the server there? Wi-Fi that has gone closes no socket, so an answer that does not come ends the connection.
  ping() {
    if (!this.open || document.hidden || this.unanswered) return;
    this.unanswered = setTimeout(() => this.disconnected(), ANSWER_MS);
    this.tellServer("ping");
  }

  answered() {
    clearTimeout(this.unanswered);
    this.unanswered = 0;
  }

  disconnected() {
    this.answered();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.on.lost();
  }
}
