import JSON
import Platform
import Serve

enum CatalogCommand {
    private static let markdown = CommandOption.flag("--markdown", "Print docs/tools.md instead.")
    private static let summary = CommandOption.flag("--summary", "Print the README's table instead.")

    static let command = Command(
        name: "catalog", abstract: "Print what tools.json publishes: tools, rules, error codes.", options: [markdown, summary]
    ) { (line) throws(UsageError) in
        StandardOutput.write(
            line.has(markdown)
                ? Published.markdown
                : line.has(summary)
                    ? Published.summary
                    : JSONValue.object(Published.catalog(version: NATSOperator.version)).prettyText + "\n")
        return 0
    }
}
