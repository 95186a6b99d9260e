// Liquid with a strict, safe set (Fluid): some filters that make nothing longer, values of the model alone, and bounds on steps and output.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;

namespace Cartwright.Notifications;

internal static class TemplateLiquid
{
    /// <summary>Filters that can be used. None of them makes a text longer than what stands in the template.</summary>
    public static readonly string[] Filters = ["capitalize", "default", "downcase", "first", "last", "size", "strip", "truncate", "upcase"];

    /// <summary>Statements that are run for one mail: an order of 100 lines in three loops takes a tenth.</summary>
    public const int StepsMax = 50_000;

    /// <summary>Characters of what a body gives.</summary>
    public const int OutputCharsMax = 200_000;

    // Functions, parentheses and {% liquid %} stay off, which is what Fluid does when it is not asked.
    private static readonly FluidParser Parser = new(new FluidParserOptions { AllowFunctions = false, AllowParentheses = false });

    private static readonly TemplateOptions Options = Strict();

    // By the text itself, not its words: those of the program stay, the owner's go with the mail that they were read for.
    private static readonly ConditionalWeakTable<string, IFluidTemplate> Read = [];

    /// <summary>
    /// What values are written with into Markdown: every mark of it becomes an entity, which stands for the character and never for markup
    /// (CommonMark, 2.5).
    /// </summary>
    private static readonly HtmlEncoder ForMarkdown = Encoder();

    /// <summary>The template, or what the parser has against it.</summary>
    public static IFluidTemplate? Parse(string text, out string error) => Parser.TryParse(text, out var parsed, out error) ? parsed : null;

    /// <summary>What a body gives: Markdown with the blocks' marks in it.</summary>
    /// <exception cref="TemplateFault">It cannot be rendered, or not within its bounds.</exception>
    public static string Body(string text, LetterModel model) => Render(text, model, ForMarkdown, OutputCharsMax);

    /// <summary>What a subject gives: plain text of any kind, for the caller to tidy.</summary>
    /// <exception cref="TemplateFault">It cannot be rendered, or not within its bounds.</exception>
    public static string Subject(string text, LetterModel model) => Render(text, model, NullEncoder.Default, OutputCharsMax);

    private static string Render(string text, LetterModel model, TextEncoder encoder, int charsMax)
    {
        if (!Read.TryGetValue(text, out var parsed))
        {
            parsed = Parse(text, out var error) ?? throw new TemplateFault($"The template cannot be read: {error}");
            Read.AddOrUpdate(text, parsed);
        }

        var context = new TemplateContext(Options) { CultureInfo = CultureInfo.InvariantCulture };
        foreach (var (name, value) in model.Roots)
        {
            context.SetValue(name, FluidValue.Create(value, Options));
        }

        foreach (var name in model.Blocks.Keys)
        {
            // In a paragraph of its own, wherever it stands.
            context.SetValue(name, new StringValue($"\n\n{MailMarkup.Open}{name}{MailMarkup.Close}\n\n", encode: false));
        }

        using var output = new BoundedText(charsMax);
        try
        {
            var rendering = parsed.RenderAsync(output, encoder, context);

            // Nothing in a model waits, so nothing is left to wait for.
            if (!rendering.IsCompleted)
            {
                throw new TemplateFault("The template waits for something.");
            }

            rendering.GetAwaiter().GetResult();
            output.Flush();
            return output.ToString();
        }
        catch (Exception failure) when (failure is not TemplateFault)
        {
            throw new TemplateFault($"The template cannot be rendered: {MailText.OneLine(failure.Message)}", failure);
        }
    }

    private static TemplateOptions Strict()
    {
        var all = new TemplateOptions().Filters;
        var options = new TemplateOptions
        {
            MaxSteps = StepsMax,
            MaxRecursion = 10,
            CultureInfo = CultureInfo.InvariantCulture,
        };
        options.Filters.Clear();
        foreach (var name in Filters)
        {
            options.Filters.AddFilter(name, all.TryGetValue(name, out var filter) ? filter : throw new InvalidOperationException(name));
        }

        return options;
    }

    private static HtmlEncoder Encoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        for (var c = '!'; c <= '~'; c++)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                settings.ForbidCharacter(c);
            }
        }

        return HtmlEncoder.Create(settings);
    }

    /// <summary>Text that ends when it becomes too long.</summary>
    private sealed class BoundedText(int charsMax) : StringWriter(new StringBuilder(1_024), CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Room(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Room(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Room(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Room(buffer.Length);
            base.Write(buffer);
        }

        private void Room(int more)
        {
            if (GetStringBuilder().Length + more > charsMax)
            {
                throw new TemplateFault($"The mail becomes longer than {charsMax} characters.");
            }
        }
    }
}
