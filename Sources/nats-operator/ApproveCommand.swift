import Changes
import Guard
import Platform

/// Agreement to a change by a person at a terminal, where the client that wants it can ask nobody.
enum ApproveCommand {
    static let command = Command(
        name: "approve", abstract: "Agree to a change that waits for a human; without a plan, list those that wait.",
        discussion:
            "Shows the plan and takes the typed name of what it changes. Whoever asked for the change then calls again with "
            + "the plan. Exit code: 0 agreed, 1 not agreed, 2 called wrongly.",
        positionals: [.init(name: "plan", help: "The plan's id, as the refused call told it.")]
    ) { (line) throws(UsageError) in
        do {
            let state = Path.join(try Directories.state(environment: Environment.current()), "nats-operator")
            let seal = try SealKey.seal(in: state)
            let book = PlanBook(path: Path.join(state, "plans.json"))
            let entries = try book.entries(now: .now())
            guard let id = line.positionals.first else {
                for entry in entries { StandardOutput.write(row(entry)) }
                return 0
            }
            guard let entry = entries.first(where: { $0.id == id }) else {
                throw UsageError("no plan \(id) waits: it has expired, was used, or never was. \(entries.count) wait.")
            }
            return try decide(entry, book, seal)
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(error)")
        }
    }

    private static func row(_ entry: PlanBook.Entry) -> String {
        let first = entry.message.split(separator: "\n").first.map(String.init) ?? ""
        let state = entry.approval == nil ? "waits" : "agreed to"
        return
            "\(entry.id)  \(state) until \(entry.expires.rfc3339)  \(first) (\(entry.tool), asked by \(quoted(entry.caller)))\n"
    }

    private static func decide(_ entry: PlanBook.Entry, _ book: PlanBook, _ seal: PlanSeal) throws -> Int32 {
        let question =
            "\(entry.tool), asked by \(quoted(entry.caller)), open until \(entry.expires.rfc3339):\n\(entry.message)\n> "
        guard let typed = Terminal.ask(question) else {
            throw UsageError("there is no terminal to ask at.")
        }
        guard typed == entry.asset else {
            Notes.write(typed.isEmpty ? "not agreed; nothing was changed" : "this is not the name; nothing was changed")
            return 1
        }
        guard try book.approve(entry.id, approval: seal.approval(of: entry.token), now: .now()) else {
            Notes.write("the plan has expired meanwhile; nothing was changed")
            return 1
        }
        Notes.write("agreed: the change is made when it is asked for again with plan=\(entry.id)")
        return 0
    }
}
