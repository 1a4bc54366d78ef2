public import Changes

/// The question a suspended call waits for.
public typealias Suspension = ConfirmationQuestion
