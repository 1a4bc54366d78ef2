import JSON
import Platform
import Serve

enum CatalogCommand {
    private static let markdown = CommandOption.flag("--markdown", "Print the tables of the README instead.")

    static let command = Command(
        name: "catalog", abstract: "Print what tools.json publishes: tools, rules, error codes.", options: [markdown]
    ) { (line) throws(UsageError) in
        StandardOutput.write(
            line.has(markdown)
                ? Published.markdown : JSONValue.object(Published.catalog(version: NATSOperator.version)).prettyText + "\n")
        return 0
    }
}
