// Writes the settings and the texts of the admin; who wrote what when is kept.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The slices behind PUT /api/settings, and PUT and DELETE /api/policies/{name}.</summary>
public sealed class EditSettings(
    [FromKeyedServices("ordering")] Database database,
    SettingsMemory memory,
    ConfiguredShop configured,
    ShopPolicies policies,
    [Steady] TimeProvider clock
)
{
    /// <summary>409: a file of <c>Shop:Policies</c> is the source.</summary>
    private static Refusal OfFile(string name) =>
        Refusal.Conflict(
            "policy_of_file",
            $"The text '{name}' comes from {name}.md in Shop:Policies, which wins. Change the file, or take it out of the folder and start the shop again."
        );

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Writes all settings. The same as those in force change nothing. Refused with <c>validation_failed</c>, every member with its own
    /// sentence, and with <c>version_mismatch</c>.
    /// </summary>
    /// <param name="version">The version seen, or null for whatever is in force.</param>
    public async Task<Outcome<SettingsRow>> Put(SettingsBody body, long? version, string actorId, CancellationToken cancel)
    {
        if (SettingsRules.Faults(body, configured.Configured) is { } faults)
        {
            return faults;
        }

        return await database.Write<Outcome<SettingsRow>>(
            async tx =>
            {
                var before = await SettingsSql.Newest(tx);
                var present = before?.Version ?? 0;
                if (version is not null && version != present)
                {
                    return Conditional.VersionMismatch(present);
                }

                var content = body.Content();
                if (before is not null && before.Content == content)
                {
                    return before;
                }

                var row = new SettingsRow(present + 1, content, actorId, NowMs);
                if (!await SettingsSql.Add(tx, row))
                {
                    return Conditional.VersionMismatch((await SettingsSql.Versions(tx)).Settings);
                }

                memory.Keep(tx, row);
                return row;
            },
            cancel
        );
    }

    /// <summary>
    /// Writes a text. Refused with <c>validation_failed</c>, <c>policy_of_file</c>, <c>too_many_policies</c> and <c>version_mismatch</c>.
    /// </summary>
    /// <param name="version">The version seen, 0 for one that is not there yet; null for whatever is there.</param>
    public async Task<Outcome<TextRow>> PutText(string name, string text, long? version, string actorId, CancellationToken cancel)
    {
        var tidy = text.ReplaceLineEndings("\n");
        var check = new Check()
            .That(
                ShopPolicies.IsName(name),
                "name",
                "must be lower-case letters, digits and hyphens and begin with a letter, such as returns-abroad"
            )
            .That(!string.IsNullOrWhiteSpace(tidy), "text", "must not be empty: DELETE takes a text away")
            .That(!tidy.Contains('\0', StringComparison.Ordinal), "text", "must not have control characters")
            .That(
                System.Text.Encoding.UTF8.GetByteCount(tidy) <= ShopPolicies.BytesMax,
                "text",
                $"must have at most {ShopPolicies.BytesMax / 1024} KB"
            );
        if (check.Refused is { } faulty)
        {
            return faulty;
        }

        if (policies.IsOfFile(name))
        {
            return OfFile(name);
        }

        return await ChangeText<TextRow>(
            name,
            version,
            async (tx, before, all) =>
            {
                if (before is null && policies.CountWith(name) > ShopPolicies.PoliciesMax)
                {
                    return Refusal.Conflict(
                        "too_many_policies",
                        $"A shop has at most {ShopPolicies.PoliciesMax} texts. Take one away first."
                    );
                }

                if (before?.Text == tidy)
                {
                    return before;
                }

                var row = new TextRow(name, tidy, (before?.Version ?? 0) + 1, actorId, NowMs);
                await SettingsSql.Save(tx, row);
                memory.Keep(tx, [.. all.Where(one => one.Name != name), row], (await SettingsSql.Versions(tx)).Texts);
                return row;
            },
            cancel
        );
    }

    /// <summary>
    /// Takes a text of the admin away; a demo's sample is shown again. True when it was there. Versions that were shown can still be had.
    /// Refused with <c>policy_of_file</c> and <c>version_mismatch</c>.
    /// </summary>
    public async Task<Outcome<bool>> DeleteText(string name, long? version, CancellationToken cancel)
    {
        if (policies.IsOfFile(name))
        {
            return OfFile(name);
        }

        return await ChangeText<bool>(
            name,
            version,
            async (tx, before, all) =>
            {
                if (before is null)
                {
                    return false;
                }

                await SettingsSql.Delete(tx, name);
                memory.Keep(tx, [.. all.Where(one => one.Name != name)], (await SettingsSql.Versions(tx)).Texts);
                return true;
            },
            cancel
        );
    }

    private Task<Outcome<T>> ChangeText<T>(
        string name,
        long? version,
        Func<Transaction, TextRow?, IReadOnlyList<TextRow>, ValueTask<Outcome<T>>> change,
        CancellationToken cancel
    ) =>
        database.Write<Outcome<T>>(
            async tx =>
            {
                await SettingsSql.ChangeTexts(tx);
                var all = await SettingsSql.Texts(tx);
                var before = all.Find(one => one.Name == name);
                return version is not null && version != (before?.Version ?? 0)
                    ? Conditional.VersionMismatch(before?.Version ?? 0)
                    : await change(tx, before, all);
            },
            cancel
        );
}
