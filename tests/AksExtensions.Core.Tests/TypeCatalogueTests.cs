using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using Xunit;

namespace AksExtensions.Core.Tests;

/// <summary>The files of the catalogue are complete and consistent.</summary>
public sealed class TypeCatalogueTests
{
    public static TheoryData<string> Names => [.. TypeCatalogue.BuiltIn.All.Select(type => type.Name)];

    [Fact]
    public void Every_promised_type_exists()
    {
        string[] promised =
        [
            "microsoft.appconfiguration", "microsoft.argocd", "microsoft.azurecontainerstorage", "microsoft.azurecontainerstoragev2",
            "microsoft.azuredefender.kubernetes", "microsoft.azureml.kubernetes", "microsoft.azuremonitor.appmonitoring",
            "microsoft.azuremonitor.containers", "microsoft.azuremonitor.containers.metrics", "microsoft.chaosstudio",
            "microsoft.containernetworkingagent", "microsoft.dapr", "microsoft.dataprotection.kubernetes", "microsoft.entraworkloadiam", "microsoft.evictionautoscaler",
            "microsoft.flux", "microsoft.inspektorgadget", "microsoft.kueue", "microsoft.openservicemesh", "microsoft.policyinsights",
            "microsoft.servicelinker.connection", "microsoft.virtualnodes",
        ];

        Assert.Equal(promised, TypeCatalogue.BuiltIn.All.Select(type => type.Name));
        Assert.Equal("microsoft.dapr", TypeCatalogue.BuiltIn.Find("Microsoft.DAPR")!.Name);
        Assert.Null(TypeCatalogue.BuiltIn.Find("contoso.app"));
        Assert.Null(TypeCatalogue.BuiltIn.Find(null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_says_all_that_a_reader_needs(string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;

        Assert.Equal(name.ToLowerInvariant(), type.Name);
        Assert.All([type.Description, .. type.Settings.Select(setting => setting.Description)], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.All(type.Rules, rule => Assert.True(rule.Text.EndsWith('.') && rule.WayOut.EndsWith('.')));
        Assert.Equal("learn.microsoft.com", type.Documentation.Host);
        Assert.NotEmpty(type.ClusterTypes);
        Assert.Subset(new HashSet<string> { "cluster", "namespace" }, type.Scopes.ToHashSet());
        Assert.NotEmpty(type.Scopes);
        // Microsoft documents no namespace of Workload IAM.
        Assert.Equal(name == "microsoft.entraworkloadiam", string.IsNullOrEmpty(type.DefaultNamespace));
        Assert.NotEmpty(type.ReleaseTrains);
        Assert.Equal(type.Settings.Count, type.Settings.DistinctBy(setting => setting.Key).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_and_additions_speak_of_settings_that_the_file_knows(string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var subjects = type.Rules
            .SelectMany(rule => rule.Subjects.Concat(rule.When.Concat(rule.Conditions).Concat(rule.Alternatives.SelectMany(one => one)).Select(one => one.Subject)))
            .Concat(type.Additions.Concat(type.UpdateAdditions).SelectMany(addition => addition.When.Select(one => one.Subject).Append(addition.Subject)));

        Assert.All(subjects.Where(subject => !TypeSubjects.IsFact(subject) && !TypeSubjects.IsOption(subject)), subject => Assert.True(Knows(type, subject), subject));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fact_of_a_file_is_one_that_the_module_knows_or_a_lookup_reads(string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var lookups = type.Lookups.SelectMany(lookup => new[] { lookup.ResourceId, lookup.WhenMissing, lookup.WhenDenied });
        var conditions = type.Rules.SelectMany(rule => rule.When.Concat(rule.Conditions).Concat(rule.Alternatives.SelectMany(one => one)))
            .Concat(type.Additions.Concat(type.UpdateAdditions).SelectMany(addition => addition.When));
        var texts = type.Rules.SelectMany(rule => rule.Subjects.Append(rule.Text).Append(rule.WayOut))
            .Concat(conditions.Select(condition => condition.Subject))
            .Concat(type.Additions.Concat(type.UpdateAdditions).Select(addition => addition.Value))
            .Concat(lookups);
        var ids = type.Lookups.SelectMany(lookup => lookup.Values.Keys.Select(value => $"{lookup.Name}.{value}"));
        string[] known =
        [
            "id", "cluster.id", "cluster.name", "cluster.resourceGroup", "cluster.subscriptionId", "cluster.location", "cluster.nodeCount", "cluster.tenantId",
            "cluster.networkPlugin", "cluster.networkPluginMode", "cluster.networkPolicy", "cluster.hasOidcIssuer", "cluster.hasWorkloadIdentity", "cluster.usesAzureRbac",
            "update.isDowngrade", "update.isSameVersion", "update.isUpgrade", .. ids,
        ];

        var facts = texts.SelectMany(text => Regex.Matches(text, "\\{([^{}]+)\\}").Select(match => match.Groups[1].Value)).ToList();

        Assert.All(facts, fact => Assert.True(
            known.Contains(fact) || Knows(type, Regex.Replace(fact, "^(current|result)\\.", string.Empty)), fact));
        Assert.All(type.Lookups, lookup => Assert.StartsWith("/subscriptions/{", lookup.ResourceId, StringComparison.Ordinal));
        Assert.All(type.Lookups, lookup => Assert.True(lookup.WhenMissing.EndsWith('.') && lookup.WhenDenied.EndsWith('.')));
    }

    // A subject with a * at its end stands for all keys below it.
    private static bool Knows(ExtensionTypeKnowledge type, string subject) => type.Settings.Any(setting => setting.Key == subject
        || (setting.Key.EndsWith('*') && subject.StartsWith(setting.Key[..^1], StringComparison.Ordinal))
        || (subject.EndsWith('*') && setting.Key.StartsWith(subject[..^1], StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_defaults_of_settings_keep_the_rules_on_values(string name)
    {
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var defaults = type.Settings.Where(setting => setting.Default is not null && !setting.Protected).ToDictionary(setting => setting.Key, setting => setting.Default!);

        // A default can still interrupt workloads when an update sets it.
        var standing = type with { Rules = [.. type.Rules.Where(rule => rule.On == RuleOccasion.Any)] };
        var findings = TypeRules.Check(standing, new UpdateExtensionRequest { ConfigurationSettings = defaults });

        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("""{"name":"a","displayName":"A","description":"A.","documentation":"https://x","clusterTypes":[],"scopes":[],"ruels":[]}""")]
    [InlineData("""{"name":"a"}""")]
    [InlineData("null")]
    public void A_file_with_a_word_that_is_not_known_or_one_missing_is_refused(string json) =>
        Assert.Throws<JsonException>(() => TypeCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void In_the_place_of_Azures_list_the_catalogue_goes_by_the_same_filters()
    {
        var fleet = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "f", ClusterType.Fleets);

        Assert.Equal("microsoft.flux", Assert.Single(KnownTypes.Find(new(fleet), ExtensionTypeFilter.None)).Name);
        Assert.Equal(22, KnownTypes.Find(new(null, "s", "eastus"), ExtensionTypeFilter.None).Count());
        Assert.Equal("microsoft.dapr", Assert.Single(KnownTypes.Find(new(null, "s", "eastus"), new(ReleaseTrain: "DEV"))).Name);
        Assert.Equal("microsoft.flux", Assert.Single(KnownTypes.Find(new(null, "s", "eastus"), new(ClusterType: ClusterType.Appliances))).Name);
        Assert.Empty(KnownTypes.Find(new(null, "s", "eastus"), new(PlanPublisher: "contoso")));
    }
}
