// VIES, the register of VAT numbers of the European Union, by its service in JSON. Written from what is publicly known of that service and
// tried against a stand-in only.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Vies;

/// <summary>Tax:VatRegister=vies.</summary>
public sealed partial class ViesRegister : IVatRegister, IDisposable
{
    private const int AnswerBytesMax = 64 * 1024;
    private const int ConsultationCharsMax = 64;

    private readonly ViesSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger<ViesRegister> log;
    private readonly HttpClient http;

    internal ViesRegister(ViesSettings settings, TimeProvider clock, ILogger<ViesRegister> log)
    {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = settings.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        http = new(sockets)
        {
            BaseAddress = settings.Address,
            Timeout = settings.Timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => ViesSettings.Keys;

    /// <inheritdoc/>
    public string Name => "vies";

    /// <summary>Whose numbers are in it.</summary>
    internal static IReadOnlyList<string> Prefixes { get; } =
        "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".Split(' ');

    /// <summary>Registers it where the configuration names it. Throws <see cref="ConfigurationRefused"/> with the line to change.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (ViesSettings.Read(configuration) is { } settings)
        {
            services.AddSingleton<IVatRegister>(all => new ViesRegister(
                settings,
                all.GetRequiredService<TimeProvider>(),
                all.GetRequiredService<ILogger<ViesRegister>>()
            ));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public bool Has(string prefix) => Prefixes.Contains(prefix, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<Outcome<VatProof>> LookUp(string prefix, string body, CancellationToken cancel)
    {
        try
        {
            var question = new ViesQuestion(prefix, body, settings.Requester?.Prefix, settings.Requester?.Body);
            using var content = new StringContent(
                JsonSerializer.Serialize(question, ViesJson.Default.ViesQuestion),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")
            );
            using var reply = await http.PostAsync(new Uri("check-vat-number", UriKind.Relative), content, cancel);
            // Whatever character set it names: one that nobody knows must not fail otherwise than a register that is away.
            var text = Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync(cancel));
            if (!reply.IsSuccessStatusCode)
            {
                return Away($"it answered {(int)reply.StatusCode}{Error(text)}");
            }

            var answer = JsonSerializer.Deserialize(text, ViesJson.Default.ViesAnswer);
            return answer?.Valid is not { } inForce ? Away("it did not say whether the number is in force" + Error(text))
                : answer.CountryCode != prefix || Plain(answer.VatNumber) != body ? Away("it answered about another number")
                : new VatProof(inForce, clock.GetUtcNow().ToUnixTimeMilliseconds(), Consultation(answer.RequestIdentifier));
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Away(e is OperationCanceledException ? "it did not answer in time" : e.Message);
        }
    }

    private static string Plain(string? number) => string.Concat((number ?? string.Empty).Where(char.IsAsciiLetterOrDigit));

    private static string? Consultation(string? said) =>
        said is { Length: > 0 and <= ConsultationCharsMax } && said.All(c => c is > ' ' and < '\x7f') ? said : null;

    // {"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}
    private static string Error(string text)
    {
        try
        {
            var code = JsonSerializer.Deserialize(text, ViesJson.Default.ViesAnswer)?.ErrorWrappers is [{ Error: var said }, ..]
                ? said
                : null;
            return code is { Length: > 0 and < 100 } ? ": " + code : string.Empty;
        }
        catch (JsonException)
        {
            return ", and no JSON";
        }
    }

    // Which number it was about is nobody's business in a log.
    private Refusal Away(string why)
    {
        LogAway(log, settings.Address, why);
        return Refusal.Unavailable(
            "vat_register_unavailable",
            "The VAT number cannot be looked up at the moment. Repeat in a minute, or order without it.",
            retryAfterSeconds: 30
        );
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The register of VAT numbers at {Address} could not be asked: {Why}")]
    private static partial void LogAway(ILogger log, Uri address, string why);
}

internal sealed record ViesQuestion(string CountryCode, string VatNumber, string? RequesterMemberStateCode, string? RequesterNumber);

internal sealed record ViesAnswer(
    string? CountryCode,
    string? VatNumber,
    bool? Valid,
    string? RequestIdentifier,
    IReadOnlyList<ViesError>? ErrorWrappers
);

internal sealed record ViesError(string? Error);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ViesQuestion))]
[JsonSerializable(typeof(ViesAnswer))]
internal sealed partial class ViesJson : JsonSerializerContext;
