// Whose tables a place keeps apart.
namespace Cartwright.Kernel;

/// <summary>A module as its place sees it.</summary>
/// <param name="Module">Its name in lower case.</param>
/// <param name="Tables">Its own tables, without the kernel's.</param>
public sealed record PlaceModule(string Module, IReadOnlyList<string> Tables);
