// Where a transaction stood when a change began, to go back there when the change fails.
namespace Cartwright.Kernel;

/// <summary>How much was to happen at and after the commit when a change began.</summary>
internal readonly record struct TransactionMark(int Actions, int Durable, int EventValues, int Gathered, int Effects);

/// <summary>The same for all modules of a place.</summary>
internal sealed record PlaceMark(TransactionMark Own, int[] EventValues);
