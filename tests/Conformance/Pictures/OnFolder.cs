// Pictures in a folder.
using System.Security.Cryptography;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Pictures;

namespace Cartwright.Conformance.Pictures;

public sealed class OnFolder : PictureStoreSuite, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-pictures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Case_2_what_a_crash_left_half_written_is_no_file()
    {
        var store = await Open();
        var making = Directory.CreateDirectory(Path.Combine(folder, "shop", ".making")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(making, "half"), [1, 2, 3]);
        await foreach (var file in store.List(default))
        {
            Assert.Fail(file.Name);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_as_an_outage()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "shop"), "a file stands here");
        var store = await Open();
        await Assert.ThrowsAsync<PicturesAway>(() => store.Put(PictureNames.Original(new string('a', 64), "png"), new byte[1], default));
    }

    protected override Task<IPictureStore> Open() =>
        Task.FromResult<IPictureStore>(
            new FolderPictures(Path.Combine(folder, "shop"), new Ids(TimeProvider.System, RandomNumberGenerator.Fill), TimeProvider.System)
        );

    protected override Task<IPictureStore> Reopen() => Open();
}
