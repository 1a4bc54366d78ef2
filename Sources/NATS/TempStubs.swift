public enum NATSLibrary { public static var version: String { "" } 
 public static func check() throws(NATSError) {} }
public enum NATSSubject { public static func validate(_ s: String) throws(NATSError) {} 
public static func validateFilter(_ s: String) throws(NATSError) {} }
public struct NATSHeaderBlock { public let headers: NATSHeaders = [:]; public init(_ b: [UInt8]) throws(NATSError) {} }

extension NATSAuthentication { public var kind: String { "" } }
