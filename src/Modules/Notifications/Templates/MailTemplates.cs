// Which words a mail is written with: the owner's where there are some, in the language it was asked for in.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;

namespace Cartwright.Notifications;

/// <summary>Asked once a mail, in the transaction that writes it.</summary>
public sealed partial class MailTemplates(Database database, MailFaces faces, TimeProvider clock, ILogger<MailTemplates> log)
{
    // A shop that has changed nothing asks no table for a mail: until this process changes something, and where others could, for a second.
    private long noneUntilMs;

    /// <summary>The shop as mails show it now.</summary>
    public MailFace Face => faces.Current;

    /// <summary>The language of a mail: what was asked for, or the shop's.</summary>
    public string LanguageOf(string? asked) => Languages.Match(asked) ?? Languages.Match(Face.Language) ?? Languages.Default;

    /// <summary>The version of the owner's words that is in force; null where there is none.</summary>
    public async ValueTask<KeptTemplate?> InForce(Sql sql, string name, string language)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (nowMs < Volatile.Read(ref noneUntilMs))
        {
            return null;
        }

        if (await TemplateStore.Count(sql) == 0)
        {
            Volatile.Write(ref noneUntilMs, database.Dialect.OneProcess ? long.MaxValue : nowMs + Limits.TablesUnseenMsMax);
            return null;
        }

        return await TemplateStore.Current(sql, name, language) is { Words: not null } kept ? kept : null;
    }

    /// <summary>From now on the table is looked at.</summary>
    public void Changed(Transaction tx)
    {
        Volatile.Write(ref noneUntilMs, 0);
        tx.OnCommitted(() => Volatile.Write(ref noneUntilMs, 0));
    }

    /// <summary>With what a stored mail is written: always the words that it had when it was asked for.</summary>
    public MailPen PenOf(FullMail mail) => new(MailLanguage.Of(mail.Row.Language), Face, mail.Own);

    /// <summary>Keeps why the owner's words could not be used, for the staff's list; the mail went with the program's.</summary>
    public async ValueTask Tell(Transaction tx, string name, string language, long version, string fault)
    {
        LogFault(log, name, language, version, fault);
        await TemplateStore.Failed(tx, name, language, version, fault, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>The same of a mail that is on its way out.</summary>
    public Task Tell(FullMail mail, string fault) =>
        mail.Row is { Language: { } language, TemplateVersion: { } version }
            ? database.Write(async tx =>
            {
                await Tell(tx, mail.Row.Template, language, version, fault);
                return true;
            })
            : Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The shop's own words of the mail {Name} ({Language}, version {Version}) could not be used; the mail goes with the program's. {Fault}"
    )]
    private static partial void LogFault(ILogger log, string name, string language, long version, string fault);
}
