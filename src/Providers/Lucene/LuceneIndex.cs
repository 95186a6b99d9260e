// The search index of products on Lucene.NET, in a folder of its own.
using Cartwright.Contracts.Ports;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.Extensions.Logging;

namespace Cartwright.Lucene;

/// <inheritdoc/>
public sealed partial class LuceneIndex : IProductIndex
{
    // Rises whenever a document would be made differently.
    private const string Shape = "2";

    // Processes that may share a data folder beside one PostgreSQL; each has an index of its own.
    private const int ProcessesMax = 32;

    private const double BufferMb = 24;

    private readonly string folder;
    private readonly ILogger log;
    private readonly Stems stems = new();
    private readonly ProductDocument documents;
    private readonly Questions questions;
    private Opened? opened;

    /// <param name="folder">Made when it is not there. Nothing else may be in it.</param>
    public LuceneIndex(string folder, ILogger log)
    {
        (this.folder, this.log) = (folder, log);
        documents = new(stems);
        questions = new(stems);
    }

    /// <inheritdoc/>
    public string Name => $"lucene in {opened?.Folder ?? folder}";

    /// <inheritdoc/>
    public long Count => opened is { } at ? At(at, searcher => searcher.IndexReader.NumDocs) : 0;

    /// <inheritdoc/>
    public ValueTask<string?> Open(CancellationToken cancel)
    {
        Exception? taken = null;
        for (var i = 0; i < ProcessesMax && opened is null; i++)
        {
            try
            {
                opened = OpenAt(Path.Combine(folder, i == 0 ? "products" : $"products-{i}"));
            }
            catch (LockObtainFailedException e)
            {
                taken = e;
            }
        }

        if (opened is not { } at)
        {
            throw new IOException($"Each of the {ProcessesMax} search indexes in {folder} is in use by another process.", taken);
        }

        return ValueTask.FromResult(at.Bookmark);
    }

    /// <inheritdoc/>
    public ValueTask Empty(CancellationToken cancel)
    {
        var at = Demand();
        Close(at);
        opened = Anew(at.Folder);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask Write(IReadOnlyList<IndexedProduct> documents, IReadOnlyList<string> removed, CancellationToken cancel) =>
        Guarded(at =>
        {
            foreach (var product in documents)
            {
                cancel.ThrowIfCancellationRequested();
                at.Writer.UpdateDocument(new Term(ProductDocument.Id, product.ProductId), this.documents.Of(product));
            }

            if (removed.Count > 0)
            {
                at.Writer.DeleteDocuments([.. removed.Select(id => new Term(ProductDocument.Id, id))]);
            }
        });

    /// <inheritdoc/>
    public ValueTask Show(CancellationToken cancel) => Guarded(at => at.Searchers.MaybeRefreshBlocking());

    /// <inheritdoc/>
    public ValueTask Keep(string bookmark, CancellationToken cancel) =>
        Guarded(at =>
        {
            at.Writer.SetCommitData(new Dictionary<string, string> { ["shape"] = Shape, ["bookmark"] = bookmark });
            at.Writer.Commit();
        });

    /// <inheritdoc/>
    public ValueTask<IndexAnswer> Find(IndexQuestion question, CancellationToken cancel)
    {
        var at = Demand();
        try
        {
            return ValueTask.FromResult(At(at, searcher => Find(searcher, question)));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new ProductIndexDamaged($"The search index in {at.Folder} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref opened, null) is { } at)
        {
            Close(at);
        }
    }

    private IndexAnswer Find(IndexSearcher searcher, IndexQuestion question)
    {
        if (question.Text is not { } text)
        {
            return Collect(searcher, new MatchAllDocsQuery(), question).Answer(searcher);
        }

        if (questions.Of(searcher.IndexReader, text, question.Synonyms) is not { } query)
        {
            return new IndexAnswer([], question.Facets ? new IndexFacets(0, [], [], null, null, 0, []) : null, null);
        }

        var found = Collect(searcher, query, question);
        if (
            found.Matched > 0
            || question.AsTyped
            || questions.Corrected(searcher, text, question.Synonyms) is not { } corrected
            || questions.Of(searcher.IndexReader, corrected, question.Synonyms) is not { } other
        )
        {
            return found.Answer(searcher);
        }

        var instead = Collect(searcher, other, question);
        return instead.Matched > 0 ? instead.Answer(searcher) with { CorrectedTo = corrected } : found.Answer(searcher);
    }

    private static Collecting Collect(IndexSearcher searcher, Query query, IndexQuestion question)
    {
        var collecting = new Collecting(question);
        searcher.Search(query, collecting);
        return collecting;
    }

    private static T At<T>(Opened at, Func<IndexSearcher, T> read)
    {
        var searcher = at.Searchers.Acquire();
        try
        {
            return read(searcher);
        }
        finally
        {
            at.Searchers.Release(searcher);
        }
    }

    private ValueTask Guarded(Action<Opened> write)
    {
        var at = Demand();
        try
        {
            write(at);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ProductIndexDamaged($"The search index in {at.Folder} cannot be written: {e.Message}", e);
        }
    }

    private Opened Demand() => opened ?? throw new InvalidOperationException("The search index is not open.");

    // Whatever it is, what is in the catalog is not lost: it is filled anew.
    private static bool IsDamage(Exception e) => e is not OperationCanceledException and not OutOfMemoryException;

    private Opened OpenAt(string path)
    {
        // A folder that cannot be made is no damage.
        System.IO.Directory.CreateDirectory(path);
        try
        {
            var at = OpenWith(path, OpenMode.CREATE_OR_APPEND);
            try
            {
                // Each file's own sum, so that half a file is found now and not by a shopper.
                if (at.Bookmark is not null)
                {
                    At(at, Whole);
                }

                if (at.Bookmark is not null || at.Writer.MaxDoc == 0)
                {
                    return at;
                }
            }
            catch
            {
                Close(at);
                throw;
            }

            Close(at);
        }
        catch (Exception e) when (IsDamage(e) && e is not LockObtainFailedException and not UnauthorizedAccessException)
        {
            LogDamaged(log, path, e);
        }

        return Anew(path);
    }

    private static bool Whole(IndexSearcher searcher)
    {
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            leaf.AtomicReader.CheckIntegrity();
        }

        return true;
    }

    private static Opened Anew(string path)
    {
        foreach (var file in System.IO.Directory.Exists(path) ? System.IO.Directory.GetFiles(path) : [])
        {
            if (Path.GetFileName(file) != IndexWriter.WRITE_LOCK_NAME)
            {
                File.Delete(file);
            }
        }

        return OpenWith(path, OpenMode.CREATE);
    }

    private static Opened OpenWith(string path, OpenMode mode)
    {
        System.IO.Directory.CreateDirectory(path);
        var directory = FSDirectory.Open(path);
        IndexWriter? writer = null;
        try
        {
            // Terms come ready made; the analyzer is asked for nothing.
            writer = new IndexWriter(
                directory,
                new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer())
                {
                    OpenMode = mode,
                    RAMBufferSizeMB = BufferMb,
                    WriteLockTimeout = 0,
                }
            );
            var searchers = new SearcherManager(writer, true, new WarmSearchers());
            var kept = mode == OpenMode.CREATE ? null : writer.CommitData;
            var bookmark =
                kept is not null && kept.TryGetValue("shape", out var shape) && shape == Shape && kept.TryGetValue("bookmark", out var mark)
                    ? mark
                    : null;
            return new Opened(path, directory, writer, searchers, bookmark);
        }
        catch
        {
            writer?.Rollback();
            directory.Dispose();
            throw;
        }
    }

    // What was not kept is written again from the catalog: nothing is committed by closing.
    private void Close(Opened at)
    {
        try
        {
            at.Searchers.Dispose();
            at.Writer.Rollback();
        }
        catch (Exception e) when (IsDamage(e))
        {
            LogDamaged(log, at.Folder, e);
        }
        finally
        {
            at.Directory.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search index in {Folder} is damaged or of another version; it is filled anew.")]
    private static partial void LogDamaged(ILogger log, string folder, Exception cause);

    private sealed record Opened(string Folder, FSDirectory Directory, IndexWriter Writer, SearcherManager Searchers, string? Bookmark);
}
