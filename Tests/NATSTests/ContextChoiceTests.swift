import NATS
import Testing

/// Which context is meant: by name, by path, or the selected one.
@Suite struct ContextChoiceTests {
    let world: ConfigurationWorld
    init() throws {
        world = try ConfigurationWorld()
        for name in ["prod", "staging", "with space", "*.>"] { try world.context(name, #"{"url": "nats://h:1"}"#) }
    }

    @Test(arguments: ["prod", "with space", "*.>"])
    func `a name is a name, whatever is in it`(name: String) throws {
        #expect(try world.resolve([:], NATSFlags(context: name)).name == name)
        #expect(try world.resolve(["NATS_CONTEXT": name]).name == name)
        try world.select(name)
        let found = try world.resolve()
        #expect(found.name == name)
        #expect(found.source.contains("selected"))
    }

    @Test func `a path of a json file is taken, and the context is called after it`() throws {
        let path = try world.write("elsewhere/mine.json", #"{"url": "nats://mine"}"#)
        let found = try world.resolve([:], NATSFlags(context: path))
        #expect(found.name == "mine")
        #expect(found.options.servers == [NATSServerURL(host: "mine")])
        #expect(try world.resolve(["NATS_CONTEXT": "$WHERE/mine.json", "WHERE": "\(world.path)/elsewhere"]).name == "mine")
    }

    @Test func `an unknown context is an error with near names, never another server`() throws {
        for (name, hint) in [("pord", "did you mean \"prod\"?"), ("xyz", "there are \"*.>\", \"prod\"")] {
            for (variables, flags, place) in [
                ([:], NATSFlags(context: name), "--context"), (["NATS_CONTEXT": name], NATSFlags(), "NATS_CONTEXT"),
            ] {
                let error = world.failure(variables, flags)
                #expect(error?.code == .invalidConfiguration)
                for word in [name, hint, place] { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
            }
            try world.select(name)
            let stale = world.failure()
            for word in [name, hint, "context.txt"] { #expect(stale?.message.contains(word) == true, "\(stale?.message ?? "")") }
        }
        #expect(try world.resolve(["NATS_URL": "h"]).options.servers == [NATSServerURL(host: "h")])
    }

    @Test(arguments: ["", "../prod", "a/b", "a\\b", "/no/such.json"])
    func `what is neither name nor file is refused`(text: String) {
        #expect(world.failure([:], NATSFlags(context: text))?.message.contains("--context") == true)
    }

    @Test func `no selection, or a blank one, is none`() throws {
        #expect(try world.resolve().name == "default")
        try world.select(" \n")
        #expect(try world.resolve().name == "default")
    }

    @Test func `a later selection changes nothing for what was decided`() throws {
        try world.select("prod")
        let found = try world.resolve()
        try world.select("staging")
        #expect(found.name == "prod")
        #expect(try world.resolve().name == "staging")
    }
}
