// How the shop shows itself in its mails: the one place that says its name, its sender, its footer and its language.
using Cartwright.Contracts;
using MimeKit;

namespace Cartwright.Notifications;

/// <summary>The shop as a mail shows it.</summary>
/// <param name="Name">Stands for the shop in texts and below them.</param>
/// <param name="From">The sender.</param>
/// <param name="Footer">Lines below every mail; empty for none.</param>
/// <param name="Language">Of mails for which nobody chose one.</param>
public sealed record MailFace(string Name, MailboxAddress From, string Footer, string Language)
{
    /// <summary>Where nothing is configured.</summary>
    public static MailFace Plain { get; } =
        new("Cartwright", new("Cartwright", "orders@cartwright.example"), string.Empty, Languages.Default);
}

/// <summary>Asked for every mail, so that what is changed while the shop runs is in the next one.</summary>
public sealed class MailFaces(ShopSender sender, IShopSettings shop)
{
    /// <summary>As it is now.</summary>
    public MailFace Current
    {
        get
        {
            var now = shop.Current;
            return new(MailText.OneLine(now.Name), sender.Current, now.Footer?.Text ?? string.Empty, now.Language);
        }
    }
}

/// <summary>With what a letter is written.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Face">Whose it is.</param>
/// <param name="Own">The owner's words for it; null for those that come with the program.</param>
public sealed record MailPen(MailLanguage Language, MailFace Face, TemplateText? Own = null)
{
    /// <summary>English, with the words that come with the program.</summary>
    public static MailPen Plain { get; } = new(MailLanguage.Of(Languages.Default), MailFace.Plain);
}
