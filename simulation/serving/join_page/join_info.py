"""How people come in: the address to scan, those to fall back on, and who may see the card itself."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field

from simulation.serving.network import computer_name, reachable

KEY_BYTES = 12
CARD = "room"  # where the card is, under the site's root


def new_key() -> str:
    """Of a secret link."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True)
class JoinInfo:
    """Of a server that listens on `host` and `port`; `public` is its address where another server stands before it."""

    host: str
    port: int
    public: str = ""
    wifi: str = ""  # the name of the room's Wi-Fi
    key: str = field(default_factory=new_key)

    @property
    def here(self) -> str:
        """The address on this very computer."""
        every = ipaddress.ip_address(self.host).is_unspecified
        return self._at("127.0.0.1" if every else self.host)

    @property
    def is_open_to_network(self) -> bool:
        """Whether anybody but this computer can come in."""
        return bool(self.public) or not ipaddress.ip_address(self.host).is_loopback

    def addresses(self) -> list[str]:
        """Where phones come in, the likeliest first; networks come and go, so this is asked anew each time."""
        if self.public:
            return [self.public]
        if not self.is_open_to_network:
            return []
        if not ipaddress.ip_address(self.host).is_unspecified:
            return [self._at(self.host)]
        name = computer_name()
        found = [self._at(each.ip) for each in reachable()]
        return [*found, *([self._at(name)] if found and name else [])]

    def card(self, address: str) -> str:
        """The secret link to the card, at one of the addresses."""
        return f"{address}{CARD}?key={self.key}"

    def may_see_join_page(self, client: str, key: str) -> bool:
        """This computer may, unless another server speaks for everybody; and whoever has the secret link."""
        if hmac.compare_digest(key.encode(), self.key.encode()):
            return True
        own = {"127.0.0.1", "::1", *(each.ip for each in reachable())}
        return not self.public and client in own

    def hosts(self) -> str:
        """A pattern of the names by which browsers may ask for this server.

        A foreign page can have its own name lead to this computer, and would then be of this site to a browser: names
        that are not ours are refused. An address in figures cannot be a name.
        """
        if self.public:
            return ".*"  # the server before it keeps names apart
        if not self.is_open_to_network:
            return r"(localhost|127(\.\d{1,3}){3}|\[::1\])$"
        name = computer_name()
        names = f"|{name.removesuffix('.local')}(\\.local)?" if name else ""
        return rf"(localhost|\d{{1,3}}(\.\d{{1,3}}){{3}}|\[[\da-f:.]+\]{names})$"

    def _at(self, host: str) -> str:
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"
