"""The arguments that prompts written for the well-known tools of these names give.

Each word is an argument: `#` a number, `?` true or false, `[]` a list, else a text; `!` must be given.
"""

OLD = {
    "account_backup": "account_name! check? consumers? critical_warnings? force? target!",
    "account_info": "account_name!",
    "account_report_connections": "account_name! sort subject top#",
    "account_report_statistics": "account_name!",
    "account_restore": "account_name! cluster directory! tags[]",
    "account_tls": "account_name! expire_warn ocsp? pem?",
    "kv_add":
        "account_name! bucket! cluster compress? description history# max_bucket_size# max_value_size# mirror mirror_domain "
        "replicas# republish_destination republish_headers? republish_source source[] storage tags[] ttl",
    "kv_compact": "account_name! bucket! flags[] force?",
    "kv_create": "account_name! bucket! flags[] key! stdin value",
    "kv_del": "account_name! bucket! flags[] force? key",
    "kv_get": "account_name! bucket! flags[] key! raw? revision",
    "kv_history": "account_name! bucket! flags[] key!",
    "kv_info": "account_name! bucket flags[]",
    "kv_ls": "account_name! bucket display_value? flags[] names? verbose?",
    "kv_purge": "account_name! bucket! flags[] force? key!",
    "kv_put": "account_name! bucket! flags[] key! stdin value",
    "kv_update": "account_name! bucket! flags[] key! revision stdin value",
    "kv_watch": "account_name! bucket! flags[] key",
    "object_add": "account_name! bucket! cluster description flags[] max_bucket_size metadata[] replicas# storage tags[] ttl",
    "object_del": "account_name! bucket! file flags[] force?",
    "object_get": "account_name! bucket! file! flags[] force? output progress?",
    "object_info": "account_name! bucket file flags[]",
    "object_ls": "account_name! bucket flags[] names?",
    "object_put": "account_name! bucket! data description file flags[] force? header[] name progress?",
    "object_seal": "account_name! bucket! flags[] force?",
    "object_watch": "account_name! bucket!",
    "publish": "body count# force_stdin? header[] reply sleep subject!",
    "rtt": "account_name! iterations# json?",
    "server_info": "server",
    "server_list": "expect#",
    "server_ping": "expect#",
    "stream_find": "account_name! flags[]",
    "stream_get": "account_name! flags[] id! stream!",
    "stream_info": "account_name! flags[] stream!",
    "stream_list": "account_name! flags[]",
    "stream_report": "account_name! flags[]",
    "stream_state": "account_name! flags[] stream!",
    "stream_subjects": "account_name! flags[] stream!",
    "stream_view": "account_name! flags[] size#! stream!",
}


class OldArgument:
    """One argument as an old prompt gives it."""

    def __init__(self, word):
        self.required = word.endswith("!")
        word = word.removesuffix("!")
        self.kind = next((mark for mark in ("#", "?", "[]") if word.endswith(mark)), "")
        self.name = word.removesuffix(self.kind) if self.kind else word

    def value(self, texts):
        """A value of its type; texts are told by name."""
        return {"#": 1, "?": True, "[]": ["a:b"], "": texts.get(self.name, "1")}[self.kind]


def arguments(tool):
    return [OldArgument(word) for word in OLD[tool].split()]
