import JSON
import System

/// What is asked of every server.
enum SystemDocuments {
    static let all: [ServerDocument] = [.varz, .jsz, .healthz, .connz, .routez, .gatewayz, .leafz, .accountz, .raftz]

    /// The few that are large are asked for in part.
    static func options(_ document: ServerDocument) -> JSONObject {
        switch document {
        case .connz: ["sort": "pending", "limit": 50]
        case .healthz: ["details": true]
        case .raftz: ["group": "_meta_"]
        default: [:]
        }
    }

    /// The same for the monitoring port; nil where it is not served there, or not wanted.
    static func path(_ document: ServerDocument) -> String? {
        switch document {
        case .connz: "/connz?sort=pending&limit=50"
        case .healthz: "/healthz?details=true"
        case .raftz: "/raftz?group=_meta_"
        case .varz, .jsz, .routez, .gatewayz, .leafz, .accountz: "/" + document.rawValue
        default: nil
        }
    }
}
