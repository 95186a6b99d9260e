// Checksums over the pages of SQLite's files: a VFS (https://sqlite.org/vfs.html) above the library's own that writes one into the last
// eight bytes of each page and refuses a page that does not match. Place and sum are those of SQLite's extension cksumvfs
// (https://sqlite.org/cksumvfs.html), which is in no package.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Cartwright.Kernel;

/// <summary>
/// Only a file whose header reserves exactly eight bytes a page has checksums; every other is read and written as it is. Of a database
/// file's methods, five are ours; all the rest, and every journal, log and temporary file, are the library's own functions, called by
/// SQLite directly.
/// </summary>
/// <remarks>
/// SQLite calls what is here from within a statement. Nothing here allocates, waits or throws: an exception must not pass through native
/// code. A page that is written before the first one gets no checksum, as nothing has said yet that it wants one: whoever makes a file
/// writes its first page first, by <c>PRAGMA journal_mode=WAL</c> or another that changes it, and whoever writes one anew does so by the
/// log.
/// </remarks>
internal static unsafe class SqlitePageChecksums
{
    /// <summary>The name to open a file by.</summary>
    public const string Name = "cartwright";

    /// <summary>The bytes that a page gives up for its checksum.</summary>
    public const int ReservedBytes = 8;

    /// <summary>SQLITE_IOERR_DATA: a page is not what was written.</summary>
    public const int Damaged = 10 | (32 << 8);

    private const int Ok = 0;
    private const int ShortRead = 10 | (2 << 8);
    private const int MainDatabase = 0x100;
    private const int PartsOfPages = 0x8000;

    // https://sqlite.org/fileformat.html#the_database_header
    private const int HeaderBytes = 100;
    private const int PageBytesAt = 16;
    private const int ReservedAt = 20;
    private const int PageBytesMin = 512;
    private const int PageBytesMax = 65_536;

    private const int WordsMax = (PageBytesMax - ReservedBytes) / sizeof(uint);

    private static NativeVfs* system;
    private static Func<nint, nint>? disk;
    private static uint* fibonacci;

    /// <summary>
    /// Puts another VFS beneath: a simulated disk, in a process of tests, which no configuration can name. Before its first file is opened.
    /// </summary>
    /// <param name="beneath">Given the library's own VFS, answers the one to stand on.</param>
    internal static void StandOn(Func<nint, nint> beneath) =>
        disk = system is null ? beneath : throw new InvalidOperationException("Files are open already, on the machine's disk.");

    /// <summary>Makes the VFS known, once a process and before its first file is opened. It lives as long as the process.</summary>
    public static void Register()
    {
        var found = SqliteNative.FindVfs(0);
        system = (NativeVfs*)(disk is null ? found : disk(found));
        fibonacci = Fibonacci();
        var name = Encoding.UTF8.GetBytes(Name + '\0');
        var own = (NativeVfs*)NativeMemory.AllocZeroed((nuint)sizeof(NativeVfs));
        *own = *system;
        own->Next = null;
        own->Name = (byte*)NativeMemory.Alloc((nuint)name.Length);
        name.CopyTo(new Span<byte>(own->Name, name.Length));
        own->FileBytes = Aligned(system->FileBytes) + Math.Max(sizeof(State), SqliteLogWrites.StateBytes);
        own->Open = &Open;
        var code = SqliteNative.RegisterVfs((nint)own, 0);
        if (code != Ok)
        {
            throw new InvalidOperationException($"SQLite refused the checksums of pages ({code}).");
        }
    }

    /// <summary>Where a file of this VFS has room for what is kept of it beside the library's own.</summary>
    internal static void* RoomOf(NativeFile* file) => Of(file);

    /// <summary>Whether the open file of a connection has checksums, by the header that SQLite read of it.</summary>
    /// <param name="file">The sqlite3_file, opened by <see cref="Name"/>.</param>
    public static bool AreIn(nint file) => Of((NativeFile*)file)->PageBytes != 0;

    /// <summary>Whether a page of a connection's open file did not match, once: not every statement of SQLite passes the code on.</summary>
    /// <param name="file">The sqlite3_file, opened by <see cref="Name"/>.</param>
    public static bool AreBrokenIn(nint file) => Of((NativeFile*)file)->Broken != 0;

    /// <summary>
    /// From here on what is read of a connection's open file is taken for right; what is written to it has checksums as ever.
    /// </summary>
    /// <param name="file">The sqlite3_file, opened by <see cref="Name"/>.</param>
    public static void Believe(nint file) => Of((NativeFile*)file)->Believed = 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        var code = system->Open(system, name, file, flags, outFlags);
        if (code != Ok || (flags & MainDatabase) == 0 || file->Methods is null)
        {
            return code;
        }

        // SQLite gives room for our state behind the library's own: the file stays the library's, with a table of methods of which five are
        // replaced.
        var state = Of(file);
        *state = default;
        state->Real = file->Methods;
        state->Own = *file->Methods;
        state->Own.Read = &Read;
        state->Own.Write = &Write;
        state->Own.Traits = &Traits;
        if (state->Own.Version >= 3)
        {
            state->Own.Version = 3;
            state->Own.Fetch = &Fetch;
        }

        file->Methods = &state->Own;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        var state = Of(file);
        var code = state->Real->Read(file, buffer, bytes, offset);

        // SQLite takes what lies behind the end of a file for zeros. A page that ends there was cut off.
        if (code is not (Ok or ShortRead))
        {
            return code;
        }

        if (offset == 0 && bytes >= HeaderBytes && IsHeader(buffer))
        {
            Learn(state, buffer);
            if (state->PageBytes == 0 && HadChecksums(state->Real, file, buffer))
            {
                state->Broken = 1;
                return Damaged;
            }
        }

        if (bytes != state->PageBytes || state->Believed != 0 || Matches(buffer, bytes))
        {
            return code;
        }

        state->Broken = 1;
        return Damaged;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        var state = Of(file);
        if (offset == 0 && bytes >= HeaderBytes && IsHeader(buffer))
        {
            Learn(state, buffer);
        }

        if (bytes == state->PageBytes)
        {
            // In SQLite's own buffer, as its extension does: nobody reads reserved bytes, and whoever writes a page of the file is alone
            // with it.
            *(ulong*)(buffer + bytes - ReservedBytes) = Sum(buffer, bytes - ReservedBytes);
        }

        return state->Real->Write(file, buffer, bytes, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Fetch(NativeFile* file, long offset, int bytes, byte** page)
    {
        // A page in the mapped file is what SQLite will read: its log keeps whoever writes the file away from pages that somebody may read.
        var state = Of(file);
        var code = state->Real->Fetch(file, offset, bytes, page);
        if (code != Ok || *page is null || bytes != state->PageBytes || state->Believed != 0 || Matches(*page, bytes))
        {
            return code;
        }

        _ = state->Real->Unfetch(file, offset, *page);
        *page = null;
        state->Broken = 1;
        return Damaged;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Traits(NativeFile* file)
    {
        // Long texts lie on pages of their own, of which SQLite would read the part it wants.
        var state = Of(file);
        var traits = state->Real->Traits(file);
        return state->PageBytes == 0 ? traits : traits & ~PartsOfPages;
    }

    private static State* Of(NativeFile* file) => (State*)((byte*)file + Aligned(system->FileBytes));

    private static int Aligned(int bytes) => unchecked((bytes + 7) & ~7);

    private static bool IsHeader(byte* buffer) => new ReadOnlySpan<byte>(buffer, 16).SequenceEqual("SQLite format 3\0"u8);

    /// <summary>The size of a page by the header; 0 where that is none.</summary>
    private static int PageBytes(byte* header)
    {
        var bytes = (header[PageBytesAt] << 8) | (header[PageBytesAt + 1] << 16);
        return bytes is >= PageBytesMin and <= PageBytesMax && (bytes & unchecked(bytes - 1)) == 0 ? bytes : 0;
    }

    private static void Learn(State* state, byte* header) => state->PageBytes = header[ReservedAt] == ReservedBytes ? PageBytes(header) : 0;

    /// <summary>
    /// Whether the first page matches its checksum once the header says that there is one: then it is this byte of the header that is
    /// damaged.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HadChecksums(NativeMethods* real, NativeFile* file, byte* header)
    {
        var bytes = PageBytes(header);
        if (bytes == 0)
        {
            return false;
        }

        // Rare: when a file without checksums is opened.
        var page = stackalloc byte[PageBytesMax];
        if (real->Read(file, page, bytes, 0) != Ok)
        {
            return false;
        }

        page[ReservedAt] = ReservedBytes;
        return Matches(page, bytes);
    }

    private static bool Matches(byte* page, int bytes) => *(ulong*)(page + bytes - ReservedBytes) == Sum(page, bytes - ReservedBytes);

    /// <summary>
    /// Two sums of the little-endian words in turn, each added to the other: what SQLite has in its log, too. Finds every single flipped
    /// bit. Added up in turn it takes four times as long; but a word counts in the sums as often as the Fibonacci number of its distance
    /// from the end says, whatever the others are.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Sum(byte* from, int bytes)
    {
        unchecked
        {
            var words = (uint*)from;
            var count = bytes / sizeof(uint);
            var times = fibonacci + (WordsMax - count);
            var at = 0;
            var (firsts, seconds) = (Vector256<uint>.Zero, Vector256<uint>.Zero);
            for (; BitConverter.IsLittleEndian && at + Vector256<uint>.Count <= count; at += Vector256<uint>.Count)
            {
                var eight = Vector256.Load(words + at);
                firsts += eight * Vector256.Load(times + at + 1);
                seconds += eight * Vector256.Load(times + at);
            }

            var (first, second) = (Vector256.Sum(firsts), Vector256.Sum(seconds));
            for (; at < count; at++)
            {
                first += Word(words[at]) * times[at + 1];
                second += Word(words[at]) * times[at];
            }

            var sum = first | ((ulong)second << 32);
            return BitConverter.IsLittleEndian ? sum : BinaryPrimitives.ReverseEndianness(sum);
        }
    }

    /// <summary>The Fibonacci numbers, modulo 2^32, from the one for the first word of the largest page down to 0.</summary>
    private static uint* Fibonacci()
    {
        var numbers = (uint*)NativeMemory.Alloc(WordsMax + 1, sizeof(uint));
        var (number, next) = (0u, 1u);
        for (var i = WordsMax; i >= 0; i--)
        {
            numbers[i] = number;
            (number, next) = (next, unchecked(number + next));
        }

        return numbers;
    }

    private static uint Word(uint word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);

    /// <summary>What is kept of an open database file, behind the library's own.</summary>
    private struct State
    {
        public NativeMethods* Real;
        public NativeMethods Own;

        /// <summary>The size of a page with a checksum; 0 while the file is known for none.</summary>
        public int PageBytes;

        /// <summary>1 where nothing is verified.</summary>
        public int Believed;

        /// <summary>1 once a page did not match.</summary>
        public int Broken;
    }
}
