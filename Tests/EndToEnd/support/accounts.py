"""Accounts and users of all sorts on one server: limited ones, one account without JetStream, one that borrows another's."""

from .nats_server import NatsServer
from .sample import make_sample

READS = ["$SYS.REQ.USER.INFO", "$JS.API.INFO", "$JS.API.STREAM.LIST", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.>",
         "$JS.API.CONSUMER.LIST.>", "$JS.API.STREAM.MSG.GET.>", "$JS.API.DIRECT.GET.>"]

# Each user's permissions; all have the password "p".
OPS_USERS = {
    "admin": {},
    "reader": {"publish": {"allow": READS}},
    "unlisted": {"publish": {"deny": ["$JS.API.STREAM.LIST", "$JS.API.STREAM.NAMES"]}},
    "indirect": {"publish": {"deny": ["$JS.API.DIRECT.GET.>"]}},
    "unnamed": {"publish": {"deny": ["$SYS.>"]}},
    "no_inbox": {"subscribe": {"deny": ["_INBOX.>"]}},
    "own_inbox": {"subscribe": {"allow": ["_BOX.own.>", "quiet.>"]}},
    "one_key": {"publish": {"allow": ["$JS.API.DIRECT.GET.KV_flags", "$JS.API.DIRECT.GET.KV_flags.>", "$KV.flags.app.size"]}},
}


def listed(words):
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def user(name, permissions):
    rules = ", ".join(
        f"{kind}: {{ {', '.join(f'{rule}: {listed(subjects)}' for rule, subjects in of.items())} }}" for kind, of in permissions.items())
    return f"{{ user: {name}, password: p{', permissions: { ' + rules + ' }' if rules else ''} }}"


CONFIG = f"""
accounts {{
  SYS {{ users: [ {user("system", {})} ] }}
  OPS {{
    jetstream: enabled
    users: [ {", ".join(user(name, permissions) for name, permissions in OPS_USERS.items())} ]
    exports: [ {{ service: "$JS.API.>" }}, {{ service: "$KV.>" }}, {{ service: "$O.>" }} ]
  }}
  OTHER {{ jetstream: {{ max_streams: 50, max_file: 100M }}, users: [ {user("other", {})} ] }}
  PLAIN {{ users: [ {user("plain", {})} ] }}
  GUEST {{
    users: [ {user("guest", {})} ]
    imports: [
      {{ service: {{ account: OPS, subject: "$JS.API.>" }}, to: "ops.API.>" }}
      {{ service: {{ account: OPS, subject: "$KV.>" }}, to: "ops.API.$KV.>" }}
      {{ service: {{ account: OPS, subject: "$O.>" }} }}
    ]
  }}
}}
system_account: SYS
"""


class Accounts(NatsServer):
    """The server, with the sample world in OPS and another like it in OTHER. GUEST has OPS' API below `ops.API`, exported as
    accounts do by default: one answer a request."""

    def __init__(self):
        super().__init__(CONFIG)

    def start(self, timeout=10):
        super().start(timeout)
        make_sample(self.url, mark="-ops", user="admin", password="p")
        make_sample(self.url, mark="-other", user="other", password="p")
        return self

    def to(self, user):
        """What connects us as this user."""
        return {"env": {"NATS_URL": self.url, "NATS_USER": user, "NATS_PASSWORD": "p"}}
