// An effect failed within the transaction that told its event.
namespace Cartwright.Kernel;

/// <summary>The transaction is taken back and decided again; the effect's inbox knows by then that it must be careful.</summary>
internal sealed class EffectFailed(Exception cause) : Exception(cause.Message, cause);
