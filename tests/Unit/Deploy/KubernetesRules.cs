// What must hold of everything that kustomize makes, each rule a function from the manifests to what is wrong with them.
using Cartwright.Kernel;
using YamlDotNet.RepresentationModel;

namespace Cartwright.Unit.Deploy;

/// <summary>A rule and what it finds.</summary>
internal sealed record KubernetesRule(string Name, Func<IReadOnlyList<YamlNode>, IEnumerable<string>> Look);

internal static class KubernetesRules
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet"];

    public static IReadOnlyList<KubernetesRule> All { get; } =
    [
        new("selectors find their own pods", Selectors),
        new("services lead to ports that pods have", ServicePorts),
        new("nothing runs as root or writes to its root", Closed),
        new("every container has probes, a memory limit and requests", Bounded),
        new("pods end later than their drain", Drain),
        new("every variable is a configuration key", Keys),
        new("secrets stand in no manifest but Secrets", Secrets),
        new("what is referred to is there", References),
        new("network policies choose pods that exist, and leave none open", Policies),
        new("the inner port is for the shop's own pods", InnerPort),
        new("autoscalers leave identity alone and say their bounds", Scaling),
        new("every workload has a disruption budget that lets a node go", Budgets),
    ];

    public static string Name(YamlNode node) => $"{node.Word("kind")}/{node.Word("metadata", "name")}";

    private static IEnumerable<YamlNode> Of(IReadOnlyList<YamlNode> all, params string[] kinds) =>
        all.Where(node => kinds.Contains(node.Word("kind")));

    private static IEnumerable<(YamlNode Workload, YamlNode Container)> Containers(IReadOnlyList<YamlNode> all) =>
        from workload in Of(all, Workloads)
        from container in workload.Items("spec", "template", "spec", "containers")
        select (workload, container);

    private static bool IsProcess(YamlNode workload) =>
        workload.Word("spec", "template", "metadata", "labels", "cartwright/part") == "process";

    private static bool Matches(YamlNode? selector, YamlNode? labels) =>
        selector.Entries().All(wanted => labels.Word(wanted.Key) == ((YamlScalarNode)wanted.Value).Value);

    private static YamlNode? Pods(YamlNode workload) => workload.At("spec", "template", "metadata", "labels");

    private static IEnumerable<string> Selectors(IReadOnlyList<YamlNode> all)
    {
        foreach (var workload in Of(all, Workloads))
        {
            if (
                !workload.Entries("spec", "selector", "matchLabels").Any()
                || !Matches(workload.At("spec", "selector", "matchLabels"), Pods(workload))
            )
            {
                yield return $"{Name(workload)} does not select its own pods";
            }

            if (Of(all, Workloads).Count(other => Matches(workload.At("spec", "selector", "matchLabels"), Pods(other))) > 1)
            {
                yield return $"{Name(workload)} selects pods of others";
            }
        }
    }

    private static IEnumerable<string> ServicePorts(IReadOnlyList<YamlNode> all)
    {
        foreach (var service in Of(all, "Service").Where(service => service.At("spec", "selector") is not null))
        {
            var behind = Of(all, Workloads).Where(workload => Matches(service.At("spec", "selector"), Pods(workload))).ToList();
            if (behind.Count != 1)
            {
                yield return $"{Name(service)} has {behind.Count} workloads behind it";
                continue;
            }

            var open = behind[0]
                .Items("spec", "template", "spec", "containers")
                .SelectMany(container => container.Items("ports"))
                .SelectMany(port => new[] { port.Word("name"), port.Word("containerPort") })
                .ToHashSet();
            foreach (var port in service.Items("spec", "ports").Where(port => !open.Contains(port.Word("targetPort") ?? port.Word("port"))))
            {
                yield return $"{Name(service)} leads to the port {port.Word("targetPort") ?? port.Word("port")}, which its pods do not have";
            }
        }

        foreach (
            var workload in Of(all, Workloads)
                .Where(workload =>
                    !Of(all, "Service").Any(service => service.At("spec", "selector") is { } selector && Matches(selector, Pods(workload)))
                )
        )
        {
            yield return $"{Name(workload)} has no service in front of it";
        }
    }

    private static IEnumerable<string> Closed(IReadOnlyList<YamlNode> all)
    {
        foreach (var (workload, container) in Containers(all))
        {
            var (pod, own) = (workload.At("spec", "template", "spec"), container.At("securityContext"));
            var faults = new[]
            {
                (
                    pod.Word("securityContext", "runAsNonRoot") == "true"
                        && pod.Word("securityContext", "runAsUser") is { } user
                        && user != "0",
                    "may run as root"
                ),
                (pod.Word("securityContext", "seccompProfile", "type") == "RuntimeDefault", "has no seccomp profile"),
                (own.Word("allowPrivilegeEscalation") == "false", "may gain privileges"),
                (own.Word("readOnlyRootFilesystem") == "true", "may write to its root"),
                (own.Items("capabilities", "drop").Any(cap => cap.Word() == "ALL"), "keeps capabilities"),
                (pod.Word("automountServiceAccountToken") == "false", "is given a token of its account"),
                (pod.Word("enableServiceLinks") == "false", "gets a variable for every service, which could be taken for configuration"),
            };
            foreach (var (_, fault) in faults.Where(fault => !fault.Item1))
            {
                yield return $"{Name(workload)} {fault}";
            }
        }
    }

    private static IEnumerable<string> Bounded(IReadOnlyList<YamlNode> all)
    {
        foreach (var (workload, container) in Containers(all))
        {
            foreach (var wanted in new[] { "livenessProbe", "readinessProbe", "startupProbe" }.Where(probe => container.At(probe) is null))
            {
                yield return $"{Name(workload)} has no {wanted}";
            }

            if (
                container.Word("resources", "limits", "memory") is null
                || container.Word("resources", "requests", "cpu") is null
                || container.Word("resources", "requests", "memory") is null
            )
            {
                yield return $"{Name(workload)} lacks a memory limit or requests";
            }

            if (
                IsProcess(workload)
                && (container.Word("livenessProbe", "httpGet", "path"), container.Word("readinessProbe", "httpGet", "path"))
                    != ("/healthz", "/readyz")
            )
            {
                yield return $"{Name(workload)} is asked whether it is alive or ready at another address than /healthz and /readyz";
            }
        }
    }

    private static IEnumerable<string> Drain(IReadOnlyList<YamlNode> all)
    {
        foreach (var (workload, container) in Containers(all).Where(pair => IsProcess(pair.Workload)))
        {
            var sleeps = container.Items("lifecycle", "preStop", "exec", "command").Select(word => word.Word()).ToList()
                is ["sleep", { } seconds]
                ? int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)
                : 0;
            var grace = int.Parse(
                workload.Word("spec", "template", "spec", "terminationGracePeriodSeconds") ?? "0",
                System.Globalization.CultureInfo.InvariantCulture
            );
            if (sleeps == 0 || grace <= sleeps + Limits.DrainTime.TotalSeconds)
            {
                yield return $"{Name(workload)} is killed {grace} s after it is told, and waits {sleeps} s before it drains for up to {Limits.DrainTime.TotalSeconds} s";
            }
        }
    }

    private static IEnumerable<string> Keys(IReadOnlyList<YamlNode> all)
    {
        foreach (var (workload, container) in Containers(all).Where(pair => IsProcess(pair.Workload)))
        {
            var own = container.Items("env").ToList();
            var given = own.Select(variable => variable.Word("name")!)
                .Concat(container.Items("envFrom").SelectMany(source => FromMap(all, source)));

            // A variable that only others are put together from is no key.
            foreach (
                var wrong in given
                    .Where(name => !own.Any(other => other.Word("value")?.Contains($"$({name})", StringComparison.Ordinal) == true))
                    .Select(ConfigurationKeys.Wrong)
                    .OfType<string>()
            )
            {
                yield return $"{Name(workload)}: {wrong}";
            }
        }
    }

    private static IEnumerable<string> FromMap(IReadOnlyList<YamlNode> all, YamlNode source) =>
        Of(all, "ConfigMap", "Secret")
            .Where(map => map.Word("metadata", "name") == (source.Word("configMapRef", "name") ?? source.Word("secretRef", "name")))
            .SelectMany(map => map.Entries("data"))
            .Select(entry => entry.Key);

    private static IEnumerable<string> Secrets(IReadOnlyList<YamlNode> all)
    {
        foreach (var (workload, container) in Containers(all))
        {
            foreach (
                var variable in container
                    .Items("env")
                    .Where(variable =>
                        variable.Word("value") is { } value
                        && (value.Contains("assword=", StringComparison.OrdinalIgnoreCase) || IsSecretName(variable.Word("name")!))
                        && !value.Contains("$(", StringComparison.Ordinal)
                    )
            )
            {
                yield return $"{Name(workload)} has {variable.Word("name")} written out";
            }
        }

        foreach (var map in Of(all, "ConfigMap"))
        {
            foreach (var entry in map.Entries("data").Where(entry => IsSecretName(entry.Key)))
            {
                yield return $"{Name(map)} holds {entry.Key}, which belongs into a Secret";
            }
        }
    }

    private static bool IsSecretName(string name) =>
        new[] { "password", "token", "secret" }.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> References(IReadOnlyList<YamlNode> all)
    {
        bool There(string kind, string? name) => Of(all, kind).Any(node => node.Word("metadata", "name") == name);
        foreach (var (workload, container) in Containers(all))
        {
            var pod = workload.At("spec", "template", "spec");
            var wanted = container
                .Items("envFrom")
                .SelectMany(source =>
                    new[] { ("ConfigMap", source.Word("configMapRef", "name")), ("Secret", source.Word("secretRef", "name")) }
                )
                .Concat(container.Items("env").Select(variable => ("Secret", variable.Word("valueFrom", "secretKeyRef", "name"))))
                .Concat(
                    pod.Items("volumes")
                        .SelectMany(volume =>
                            new[] { ("ConfigMap", volume.Word("configMap", "name")), ("Secret", volume.Word("secret", "secretName")) }
                        )
                )
                .Append(("ServiceAccount", pod.Word("serviceAccountName")));
            foreach (var (kind, name) in wanted.Where(reference => reference.Item2 is not null && !There(reference.Item1, reference.Item2)))
            {
                yield return $"{Name(workload)} wants {kind}/{name}, which is not made";
            }

            var volumes = pod.Items("volumes")
                .Select(volume => volume.Word("name"))
                .Concat(workload.Items("spec", "volumeClaimTemplates").Select(claim => claim.Word("metadata", "name")))
                .ToHashSet();
            foreach (var mount in container.Items("volumeMounts").Where(mount => !volumes.Contains(mount.Word("name"))))
            {
                yield return $"{Name(workload)} mounts {mount.Word("name")}, which is no volume of it";
            }
        }

        foreach (
            var backend in Of(all, "Ingress")
                .SelectMany(IngressPaths.Read)
                .Where(path =>
                    !Of(all, "Service")
                        .Any(service =>
                            service.Word("metadata", "name") == path.Service
                            && service.Items("spec", "ports").Any(port => port.Word("name") == path.Port)
                        )
                )
        )
        {
            yield return $"the ingress leads {backend.Path} to {backend.Service}:{backend.Port}, which is not there";
        }
    }

    private static IEnumerable<string> Policies(IReadOnlyList<YamlNode> all)
    {
        var policies = Of(all, "NetworkPolicy").ToList();
        if (
            !policies.Any(policy =>
                !policy.Entries("spec", "podSelector").Any()
                && policy.At("spec", "ingress") is null
                && policy.At("spec", "egress") is null
                && policy.Items("spec", "policyTypes").Select(type => type.Word()).ToHashSet().SetEquals(["Ingress", "Egress"])
            )
        )
        {
            yield return "no policy closes every pod both ways";
        }

        var pods = Of(all, Workloads).Select(Pods).ToList();
        foreach (var policy in policies)
        {
            var chosen = policy
                .Items("spec", "ingress")
                .SelectMany(rule => rule.Items("from"))
                .Concat(policy.Items("spec", "egress").SelectMany(rule => rule.Items("to")))
                .Where(peer => peer.At("namespaceSelector") is null)
                .Select(peer => peer.At("podSelector", "matchLabels"))
                .Append(policy.At("spec", "podSelector", "matchLabels"));
            foreach (var selector in chosen.Where(selector => !pods.Any(pod => Matches(selector, pod))))
            {
                yield return $"{Name(policy)} chooses pods that are not there: {selector}";
            }

            // An empty rule allows everything.
            if (
                policy.Items("spec", "ingress").Any(rule => !rule.Items("from").Any() || !rule.Items("ports").Any())
                || policy.Items("spec", "egress").Any(rule => !rule.Items("ports").Any())
            )
            {
                yield return $"{Name(policy)} has a rule without peer or port";
            }
        }

        foreach (
            var workload in Of(all, Workloads)
                .Where(workload =>
                    !policies.Any(policy =>
                        policy.Items("spec", "ingress").Any()
                        && policy.Entries("spec", "podSelector", "matchLabels").Any()
                        && Matches(policy.At("spec", "podSelector", "matchLabels"), Pods(workload))
                    )
                )
        )
        {
            yield return $"{Name(workload)} can be reached by nobody: no policy opens it";
        }
    }

    private static IEnumerable<string> InnerPort(IReadOnlyList<YamlNode> all)
    {
        foreach (var policy in Of(all, "NetworkPolicy"))
        {
            foreach (
                var rule in policy.Items("spec", "ingress").Where(rule => rule.Items("ports").Any(port => port.Word("port") == "8081"))
            )
            {
                if (
                    rule.Items("from")
                        .Any(peer =>
                            peer.At("namespaceSelector") is not null
                            || peer.At("ipBlock") is not null
                            || peer.Word("podSelector", "matchLabels", "cartwright/part") != "process"
                        )
                )
                {
                    yield return $"{Name(policy)} lets others than the shop's processes to the inner port";
                }
            }
        }

        foreach (var path in Of(all, "Ingress").SelectMany(IngressPaths.Read).Where(path => path.Port != "public"))
        {
            yield return $"the ingress leads {path.Path} to the port {path.Port}";
        }
    }

    private static IEnumerable<string> Scaling(IReadOnlyList<YamlNode> all)
    {
        foreach (var scaler in Of(all, "HorizontalPodAutoscaler"))
        {
            var target = Of(all, "Deployment")
                .FirstOrDefault(workload => workload.Word("metadata", "name") == scaler.Word("spec", "scaleTargetRef", "name"));
            if (target is null || target.Word("spec", "replicas") is not null)
            {
                yield return $"{Name(scaler)} scales what is not there, or what has a number of replicas of its own";
            }

            if (scaler.Word("spec", "minReplicas") is null || scaler.Word("spec", "maxReplicas") is null)
            {
                yield return $"{Name(scaler)} has no bounds";
            }

            if (
                !new[] { "catalog", "carts", "recommendations" }.Contains(
                    scaler.Word("spec", "scaleTargetRef", "name")?["cartwright-".Length..]
                )
            )
            {
                yield return $"{Name(scaler)} scales a module that overlays/services/scaling.yaml says is not to be";
            }
        }
    }

    private static IEnumerable<string> Budgets(IReadOnlyList<YamlNode> all)
    {
        foreach (var workload in Of(all, Workloads))
        {
            var own = Of(all, "PodDisruptionBudget")
                .Where(budget => Matches(budget.At("spec", "selector", "matchLabels"), Pods(workload)))
                .ToList();
            if (own.Count != 1 || own[0].Word("spec", "maxUnavailable") is null or "0")
            {
                yield return $"{Name(workload)} has {own.Count} disruption budgets, or one that holds its node for ever";
            }
        }
    }
}
