// Holds the rules against both overlays as kustomize renders them, and shows each rule fire on a planted fault.
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

public sealed class KubernetesTests
{
    private static readonly Lazy<Task<string>> Services = new(() => DeployFolder.Kustomize("services"));
    private static readonly Lazy<Task<string>> OneProcess = new(() => DeployFolder.Kustomize("one-process"));

    public static TheoryData<string, string> Everywhere =>
        [.. from overlay in new[] { "services", "one-process" } from rule in KubernetesRules.All select (overlay, rule.Name)];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task The_overlays_keep_the_rule(string overlay, string name)
    {
        var all = DeployFolder.Parse(await Rendered(overlay));
        Assert.True(all.Count > 10, $"kustomize made {all.Count} manifests.");
        Assert.Empty(KubernetesRules.All.Single(rule => rule.Name == name).Look(all));
    }

    [Theory]
    [InlineData(
        "selectors find their own pods",
        "    matchLabels:\n      app.kubernetes.io/component: carts\n",
        "    matchLabels:\n      app.kubernetes.io/component: cart\n"
    )]
    [InlineData("services lead to ports that pods have", "targetPort: inner", "targetPort: outer")]
    [InlineData("nothing runs as root or writes to its root", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")]
    [InlineData("every container has probes, a memory limit and requests", "startupProbe:", "startProbe:")]
    [InlineData("pods end later than their drain", "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 9")]
    [InlineData("every variable is a configuration key", "name: Wire__Port", "name: Wire__Prot")]
    [InlineData("secrets stand in no manifest but Secrets", "Password=$(DATABASE_PASSWORD)", "Password=sesame")]
    [InlineData(
        "what is referred to is there",
        "        - configMapRef:\n            name: cartwright-settings",
        "        - configMapRef:\n            name: cartwright-setting"
    )]
    [InlineData(
        "network policies choose pods that exist, and leave none open",
        "podSelector: {}\n  policyTypes:\n  - Ingress\n  - Egress",
        "podSelector: {}\n  policyTypes:\n  - Ingress"
    )]
    [InlineData(
        "the inner port is for the shop's own pods",
        "          cartwright/part: process\n    ports:\n    - port: 8081",
        "          cartwright/part: kafka\n    ports:\n    - port: 8081"
    )]
    [InlineData(
        "autoscalers leave identity alone and say their bounds",
        "    kind: Deployment\n    name: cartwright-carts",
        "    kind: Deployment\n    name: cartwright-identity"
    )]
    [InlineData(
        "every workload has a disruption budget that lets a node go",
        "maxUnavailable: 1\n  selector",
        "maxUnavailable: 0\n  selector"
    )]
    public async Task Each_rule_fires(string name, string right, string wrong)
    {
        var text = await Rendered("services");
        var planted = text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.True(text != planted, "The place for the fault is gone: plant it elsewhere.");
        Assert.NotEmpty(KubernetesRules.All.Single(rule => rule.Name == name).Look(DeployFolder.Parse(planted)));
    }

    [Fact]
    public void Each_rule_is_shown_to_fire() =>
        Assert.Equal(
            KubernetesRules.All.Count,
            typeof(KubernetesTests).GetMethod(nameof(Each_rule_fires))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length
        );

    [Fact]
    public async Task Every_module_is_a_deployment_that_runs_it_with_a_role_of_its_own()
    {
        var all = DeployFolder.Parse(await Rendered("services"));
        foreach (var module in ShopRoutes.Modules)
        {
            var deployment = all.Single(node => KubernetesRules.Name(node) == "Deployment/cartwright-" + module.Name);
            var variables = deployment.Items("spec", "template", "spec", "containers").Single().Items("env").ToList();
            Assert.Equal(module.Name, deployment.Word("spec", "template", "metadata", "labels", "app.kubernetes.io/component"));
            Assert.Equal(
                "metadata.labels['app.kubernetes.io/component']",
                variables.Single(v => v.Word("name") == "Run").Word("valueFrom", "fieldRef", "fieldPath")
            );
            Assert.StartsWith(
                $"cartwright-database-{module.Name}-",
                variables.Single(v => v.Word("name") == "DATABASE_PASSWORD").Word("valueFrom", "secretKeyRef", "name"),
                StringComparison.Ordinal
            );
            Assert.Contains(
                "Username=shop_{module};",
                variables.Single(v => v.Word("name") == "Data").Word("value"),
                StringComparison.Ordinal
            );
        }

        Assert.Equal(ShopRoutes.Modules.Count, all.Count(node => node.Word("kind") == "Deployment"));
    }

    [Fact]
    public async Task One_process_is_one_process()
    {
        var shop = DeployFolder.Parse(await Rendered("one-process")).Single(node => node.Word("kind") == "StatefulSet");
        Assert.Equal("1", shop.Word("spec", "replicas"));
    }

    [Fact]
    public void The_ingress_leads_every_route_to_its_module()
    {
        var paths = Paths("services");
        Assert.Empty(Astray(paths));

        // Without one of its lines, and with one that leads elsewhere, it is found.
        Assert.NotEmpty(Astray([.. paths.Where(path => path.Path != "/api/vendor")]));
        Assert.NotEmpty(Astray([.. paths.Select(path => path.Path == "/api/cart" ? path with { Service = "cartwright-catalog" } : path)]));
    }

    [Theory]
    [InlineData("services", "cartwright-catalog")]
    [InlineData("one-process", "cartwright")]
    public void Pages_have_a_process_and_operators_pages_have_none(string overlay, string pages)
    {
        var paths = Paths(overlay);
        Assert.Equal(
            [pages, pages, pages],
            new[] { "/", "/assets/index-abc.js", "/api/openapi.json" }.Select(path => IngressPaths.Of(paths, path))
        );
        Assert.All(
            ["/metrics", "/readyz", "/healthz", "/metrics/"],
            path => Assert.Equal("cartwright-nobody", IngressPaths.Of(paths, path))
        );
        var nobody = DeployFolder
            .Yaml($"deploy/kubernetes/overlays/{overlay}/ingress.yaml")
            .Single(node => node.Word("metadata", "name") == "cartwright-nobody");
        Assert.Null(nobody.At("spec", "selector"));
    }

    private static List<IngressPath> Paths(string overlay) =>
        [
            .. DeployFolder
                .Yaml($"deploy/kubernetes/overlays/{overlay}/ingress.yaml")
                .Where(node => node.Word("kind") == "Ingress")
                .SelectMany(IngressPaths.Read),
        ];

    private static IEnumerable<string> Astray(IReadOnlyList<IngressPath> paths) =>
        from route in ShopRoutes.All
        let arrived = IngressPaths.Of(paths, route.Path)
        where arrived != "cartwright-" + route.Module
        select $"{route.Path} is {route.Module}'s and arrives at {arrived}";

    private static Task<string> Rendered(string overlay) => overlay == "services" ? Services.Value : OneProcess.Value;
}
