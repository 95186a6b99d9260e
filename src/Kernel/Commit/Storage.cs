// The ways in which storage says no. Web turns them into 503 with Retry-After, and what cannot be stored at all into 400.
namespace Cartwright.Kernel;

/// <summary>The store cannot take the change now. Nothing was acknowledged; repeat with the same ids.</summary>
public sealed class StorageUnavailable(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// A text has a character of code 0, which PostgreSQL cannot store. Whoever sent it made a mistake; Web turns it into 400.
/// </summary>
public sealed class UnstorableText() : Exception("A text has a character of code 0, which cannot be stored.");

/// <summary>More commands wait than the bound allows. Nothing was done; repeat later.</summary>
public sealed class Overloaded(string message) : Exception(message);
