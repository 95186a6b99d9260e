// The two ways in which storage says no. Web turns both into 503 with Retry-After.
namespace Cartwright.Kernel;

/// <summary>The store cannot take the change now. Nothing was acknowledged; repeat with the same ids.</summary>
public sealed class StorageUnavailable(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More commands wait than the bound allows. Nothing was done; repeat later.</summary>
public sealed class Overloaded(string message) : Exception(message);
