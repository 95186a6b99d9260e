// A process that is put together and does not run yet.
namespace Cartwright.Host;

/// <summary>A shop that can be started; disposing it closes the databases and then lets go of the data folder.</summary>
/// <param name="Listens">What the start-up print calls its address.</param>
/// <param name="Understood">The configuration in the process's words, for the start-up print.</param>
/// <param name="Operators">Where operators ask.</param>
/// <param name="Folder">The lock on the embedded databases, when there are any.</param>
internal sealed record BuiltShop(
    WebApplication App,
    string Listens,
    IReadOnlyList<string> Understood,
    OperatorsPort Operators,
    FileStream? Folder
) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (Folder is not null)
        {
            await Folder.DisposeAsync();
        }
    }
}
