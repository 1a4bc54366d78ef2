import ArgumentParser
import JSON
import Platform
import Serve

struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Print what tools.json publishes: tools, rules, error codes.")

    @Flag(help: "Print the tables of the README instead.")
    var markdown = false

    func run() throws {
        StandardOutput.write(
            markdown ? Published.markdown : JSONValue.object(Published.catalog(version: NATSOperator.version)).prettyText + "\n")
    }
}
