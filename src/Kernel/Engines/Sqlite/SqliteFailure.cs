// What SQLite refused, with its two codes.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>SQLite could not do what it was asked. The codes are those of https://sqlite.org/rescode.html.</summary>
/// <param name="extendedCode">For example 2067, a unique index violated.</param>
/// <param name="message">SQLite's own sentence.</param>
/// <param name="sql">The statement, without its arguments.</param>
public sealed class SqliteFailure(int extendedCode, string message, string sql)
    : DbException($"SQLite error {extendedCode}: {message}. The statement: {sql}", extendedCode)
{
    /// <summary>The primary code: 5 busy, 10 input or output, 11 corrupt, 13 full, 14 cannot open, 19 a constraint.</summary>
    public int Code { get; } = extendedCode & 0xFF;

    /// <summary>The code with its reason.</summary>
    public int ExtendedCode { get; } = extendedCode;
}
