using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class FleetPlannerTests
{
    private const string Document = """
        version: 1
        rings:
          - name: canary
            clusters: { tags: { ring: canary } }
            soak: 1h
          - name: rest
            clusters: { tags: { ring: rest } }
        extensions:
          - name: flux
            type: microsoft.flux
            clusters: { tags: { env: prod } }
            version: 1.18.2
          - name: dapr
            type: microsoft.dapr
            ensure: absent
            clusters: { tags: { env: prod } }
        """;

    [Fact]
    public void Each_cluster_gets_the_entries_that_select_it_in_the_first_ring_that_selects_it()
    {
        var plan = Plan(
            Document,
            [Cluster("b", ring: "rest"), Cluster("a", ring: "canary"), Cluster("lost", ring: "none"), Cluster("dev", env: "dev")],
            [Extension("b", "flux", "microsoft.flux"), Extension("dev", "flux", "microsoft.flux"), Extension("unknown", "flux", "microsoft.flux")]);

        Assert.Equal(
            [
                "canary a dapr InSync None", "canary a flux Missing Create", "rest b dapr InSync None", "rest b flux InSync None",
                " lost dapr InSync None", " lost flux Missing Create",
            ],
            plan.Instances.Select(Text));
        Assert.Equal(["lost", "lost"], plan.OutsideOfRings.Select(instance => instance.Slot.Cluster.Name));
        Assert.Empty(plan.Overlaps);
        Assert.False(plan.IsInSync);
    }

    [Theory]
    [InlineData("microsoft.policyinsights", "Use az aks enable-addons --addons azure-policy.")]
    [InlineData("Microsoft.AzureMonitor.Containers", "Use az aks enable-addons --addons monitoring.")]
    [InlineData("microsoft.azuredefender.kubernetes", "Use az aks update --enable-defender.")]
    public void What_AKS_has_as_a_feature_is_blocked_with_the_command_that_turns_it_on(string type, string command)
    {
        var document = $"version: 1\nextensions:\n  - {{ name: x, type: {type}, settings: {{ a: 1 }} }}\n";

        var blocked = Assert.Single(Plan(document, [Cluster("a")], []).Instances).Verdict;

        Assert.Equal((DriftStatus.Blocked, DesiredAction.Blocked, false), (blocked.Status, blocked.Action, blocked.IsPending));
        Assert.EndsWith($". {command}", blocked.Detail, StringComparison.Ordinal);
        // The rule may be wrong, or Azure may change its mind.
        var allowed = Plan(document.Replace("a: 1 } }", "a: 1 }, skipTypeRules: true }", StringComparison.Ordinal), [Cluster("a")], []);
        Assert.Equal(DesiredAction.Create, Assert.Single(allowed.Instances).Verdict.Action);
        // One that exists can be changed.
        var installed = Plan(document, [Cluster("a")], [Extension("a", "x", type)]);
        Assert.Equal(DesiredAction.Update, Assert.Single(installed.Instances).Verdict.Action);
        var absent = Plan($"version: 1\nextensions:\n  - {{ name: x, type: {type}, ensure: absent }}\n", [Cluster("a")], []);
        Assert.Equal(DriftStatus.InSync, Assert.Single(absent.Instances).Verdict.Status);
    }

    [Fact]
    public void An_instance_is_unexpected_only_where_an_entry_of_its_type_selects_the_cluster()
    {
        var plan = Plan(
            Document,
            [Cluster("a", ring: "canary"), Cluster("dev", env: "dev")],
            [
                Extension("a", "flux", "microsoft.flux"), Extension("a", "flux-old", "Microsoft.Flux"), Extension("a", "ml", "microsoft.azureml.kubernetes"),
                Extension("a", "dapr", "microsoft.dapr"), Extension("a", "managed", "microsoft.flux", managedBy: "aks"), Extension("dev", "flux-old", "microsoft.flux"),
            ]);

        Assert.Equal(
            ["canary a dapr Unexpected None", "canary a flux InSync None", "canary a flux-old Unexpected None"], plan.Instances.Select(Text));
    }

    [Fact]
    public void Names_ignore_case() =>
        Assert.Equal(
            ["canary a dapr InSync None", "canary a flux InSync None"],
            Plan(Document, [Cluster("a", ring: "canary")], [Extension("A", "FLUX", "microsoft.flux")]).Instances.Select(Text));

    [Fact]
    public void A_stopped_cluster_is_blocked_only_where_something_would_be_done()
    {
        var plan = Plan(
            Document,
            [Cluster("off", ring: "rest", power: "Stopped"), Cluster("off2", ring: "rest", power: "Stopped")],
            [Extension("off", "flux", "microsoft.flux")]);

        Assert.Equal(
            ["rest off dapr InSync None", "rest off flux InSync None", "rest off2 dapr InSync None", "rest off2 flux Blocked Blocked"],
            plan.Instances.Select(Text));
        Assert.Contains("Stopped", plan.Instances[3].Verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_that_meet_on_a_cluster_block_that_name_there_and_name_both_lines()
    {
        const string Overlapping = """
            version: 1
            extensions:
              - name: flux
                type: microsoft.flux
                clusters: { tags: { env: prod } }
              - name: flux
                type: microsoft.flux
                clusters: { tags: { ring: canary } }
              - name: dapr
                type: microsoft.dapr
            """;

        var plan = Plan(
            Overlapping, [Cluster("a", ring: "canary"), Cluster("b", ring: "rest"), Cluster("c", ring: "canary")],
            [Extension("a", "flux", "microsoft.flux")], new() { Prune = true, Replace = true });

        Assert.Equal(
            [
                " a dapr Missing Create", " a flux Blocked Blocked", " b dapr Missing Create", " b flux Missing Create", " c dapr Missing Create",
                " c flux Blocked Blocked",
            ],
            plan.Instances.Select(Text));
        Assert.Contains("line 3, column 5 and line 6, column 5", plan.Instances[1].Verdict.Detail, StringComparison.Ordinal);
        var overlap = Assert.Single(plan.Overlaps);
        Assert.Equal(["a", "c"], overlap.Clusters.Select(cluster => cluster.Name));
    }

    [Fact]
    public void Secrets_are_refreshed_in_the_ring_that_is_worked_on_alone()
    {
        var baseline = Samples.Read("""
            version: 1
            rings:
              - { name: canary, clusters: { names: a } }
              - { name: rest }
            extensions:
              - { name: flux, type: microsoft.flux, protectedSettings: { password: { env: X } } }
            """);
        var planner = new FleetPlanner(baseline, new(baseline, new() { RefreshSecrets = true }, "REST", new FakeTimeProvider()));
        planner.Add(Cluster("a"));
        planner.Add(Cluster("b"));
        planner.Add(Extension("a", "flux", "microsoft.flux", secret: "password"));
        planner.Add(Extension("b", "flux", "microsoft.flux", secret: "password"));

        Assert.Equal(["canary a flux InSync None", "rest b flux Different Update"], planner.Plan().Instances.Select(Text));
    }

    [Fact]
    public void A_plan_can_be_read_by_a_person()
    {
        var plan = Plan(
            """
            version: 1
            extensions:
              - name: flux
                type: microsoft.flux
                version: 1.18.2
                settings: { multiTenancy.enforce: true }
                protectedSettings: { password: { env: X } }
            """,
            [Cluster("new"), Cluster("old"), Cluster("same"), Cluster("other"), Cluster("busy"), Cluster("broken"), Cluster("extra")],
            [
                Extension("old", "flux", "microsoft.flux", "1.17.0", "password", ("multiTenancy.enforce", "false\u001b[31m")),
                Extension("same", "flux", "microsoft.flux", "1.18.2", "password", ("multiTenancy.enforce", "true")),
                Extension("other", "flux", "contoso.flux"),
                Extension("busy", "flux", "microsoft.flux", state: "Updating"),
                Extension("broken", "flux", "microsoft.flux", "1.18.2", "password", ("multiTenancy.enforce", "true"), state: "Failed"),
                Extension("extra", "flux", "microsoft.flux", "1.18.2", "password", ("multiTenancy.enforce", "true")),
                Extension("extra", "flux2", "microsoft.flux"),
            ],
            new() { Prune = true });

        Assert.Equal(
            """
            + create flux on broken (rg) again: It is Failed; creating it again repairs it.
                provisioningState: Failed -> Succeeded
            . wait for flux on busy (rg): It is still Updating; it is compared when that operation has ended.
                provisioningState: Updating -> Succeeded
            - remove flux2 on extra (rg): microsoft.flux
            + create flux on new (rg): microsoft.flux
                version: 1.18.2
                settings.multiTenancy.enforce: true
                protectedSettings.password: ***
            ~ update flux on old (rg)
                version: 1.17.0 -> 1.18.2
                settings.multiTenancy.enforce: false�[31m -> true
            ! blocked flux on other (rg): Azure cannot change the type of an extension; -Replace removes it and creates it again.
                type: contoso.flux -> microsoft.flux
                settings.multiTenancy.enforce: true
                protectedSettings.password: ***
            Not changed: 1 blocked, 1 still running.
            Plan: 2 to create, 1 to update, 1 to remove, 2 in sync.
            """.ReplaceLineEndings("\n"),
            string.Join('\n', [
                .. plan.Instances.SelectMany(PlanText.Lines), PlanText.Rest(plan.Instances.Select(instance => instance.Verdict))!,
                PlanText.Summary(plan.Instances.Select(instance => instance.Verdict))]));
    }

    private static FleetPlan Plan(string document, AksCluster[] clusters, ClusterExtension[] extensions, SyncOptions? options = null)
    {
        var baseline = Samples.Read(document);
        var planner = new FleetPlanner(baseline, new(baseline, options ?? new(), null, new FakeTimeProvider()));
        foreach (var cluster in clusters)
        {
            planner.Add(cluster);
        }

        foreach (var extension in extensions)
        {
            planner.Add(extension);
        }

        return planner.Plan();
    }

    private static string Text(PlannedInstance instance) =>
        $"{instance.Slot.Ring?.Name} {instance.Slot.Cluster.Name} {instance.Name} {instance.Verdict.Status} {instance.Verdict.Action}";

    private static AksCluster Cluster(string name, string ring = "", string env = "prod", string power = "Running") =>
        Clusters.Make(name, tags: new() { ["ring"] = ring, ["env"] = env }, power: power);

    private static ClusterExtension Extension(
        string cluster, string name, string type, string version = "1.18.2", string? secret = null, (string Key, string Value)? setting = null,
        string state = "Succeeded", string? managedBy = null) =>
        Clusters.Extension(cluster, name, type, version, state, setting is { } given ? new() { [given.Key] = given.Value } : [], secret is null ? [] : [secret], managedBy);
}
