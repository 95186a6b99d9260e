// A module's front door, as the host sees it.
using Cartwright.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Web;

/// <summary>One module. The host calls the three methods in this order, once.</summary>
public interface IModule
{
    /// <summary>The name in Run, Elsewhere, file and schema names: lower case.</summary>
    string Name { get; }

    /// <summary>
    /// The configuration keys that this module reads, as <see cref="KnownKeys"/> takes them. What nobody names is refused at start, so a
    /// new key stands here, and in .env.sample.
    /// </summary>
    IReadOnlyList<string> Keys => [];

    /// <summary>How long each of its tables keeps its rows, and why; the keys that change it are known by this.</summary>
    IReadOnlyList<Retention> Rows { get; }

    /// <summary>What each of its tables says of a person, and so what a person's file has of it, or why nothing.</summary>
    IReadOnlyList<PersonTable> Persons { get; }

    /// <summary>Registers stores, slices, timers (as hosted services) and the module's contract implementation.</summary>
    void Register(IServiceCollection services, IConfiguration configuration);

    /// <summary>Says which events the module wants to hear; called after the databases are open.</summary>
    void Subscribe(Subscriptions subscriptions, IServiceProvider services);

    /// <summary>Maps the HTTP routes.</summary>
    void Map(IEndpointRouteBuilder routes);
}
