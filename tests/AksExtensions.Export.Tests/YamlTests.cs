using System.Text;
using AksExtensions.DesiredState;
using AksExtensions.Export;
using AksExtensions.Yaml;
using YamlDotNet.RepresentationModel;

namespace AksExtensions.Tests;

/// <summary>What is written as YAML, read by YamlDotNet and by the reader of baselines.</summary>
public class YamlTests
{
    [Fact]
    public void Texts_are_texts_again_when_YAML_is_read()
    {
        var settings = Estate.HostileSettings();
        var text = new StringBuilder();
        YamlText.WriteMembers(text, ObjectValue.Of(settings), indent: 0);
        var read = (YamlMappingNode)Documents(text.ToString()).Single();
        Assert.Equal(settings.Count, read.Children.Count);
        Assert.All(settings, setting =>
        {
            var value = (YamlScalarNode)read.Children[new YamlScalarNode(Whole(setting.Key))];
            Assert.Equal(Whole(setting.Value), value.Value);
        });
    }

    [Theory]
    [InlineData("flux")]
    [InlineData("a.b/c-d_e")]
    [InlineData("/subscriptions/1/x")]
    public void What_is_surely_a_text_needs_no_quotes(string text) => Assert.Equal(text, YamlText.Scalar(text));

    [Theory]
    [InlineData("true")]
    [InlineData("No")]
    [InlineData("NULL")]
    [InlineData("1.10")]
    [InlineData("a: b")]
    [InlineData("")]
    public void What_YAML_would_read_as_another_type_is_quoted(string text) => Assert.Equal($"\"{text}\"", YamlText.Scalar(text));

    [Fact]
    public void A_resource_of_Azure_Service_Operator_has_what_its_definition_has()
    {
        var set = Estate.Set(Estate.Instance(
            Estate.Cluster("AKS_1"), pinned: "1.18.2", train: "preview", settings: new() { ["a"] = "true" }, secrets: ["password", "key"], plan: new("plan", "publisher", "product")));
        var file = Assert.Single(new ServiceOperatorWriter().Write(set).Files);
        Assert.Equal("AKS_1.yaml", file.Name);
        Assert.Equal(
            """
            # The Secret aks-1-flux-protected has the protected settings: key, password
            apiVersion: kubernetesconfiguration.azure.com/v1api20241101
            kind: Extension
            metadata:
              name: aks-1-flux
            spec:
              azureName: flux
              owner:
                armId: /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/AKS_1
              plan:
                name: plan
                publisher: publisher
                product: product
              autoUpgradeMinorVersion: false
              extensionType: microsoft.flux
              releaseTrain: preview
              version: "1.18.2"
              scope:
                cluster:
                  releaseNamespace: flux-system
              configurationSettings:
                a: "true"
              configurationProtectedSettings:
                name: aks-1-flux-protected

            """.ReplaceLineEndings("\n"),
            file.Text);
    }

    [Fact]
    public void Resources_of_Azure_Service_Operator_have_names_of_their_own_and_hostile_settings_survive()
    {
        var set = Estate.Set(
            Estate.Hostile(name: "flux-1"), Estate.Hostile(name: "flux.1"), Estate.Hostile(Estate.Cluster("aks1", "rg2"), "flux.1"), Estate.Instance(Estate.Cluster("aks2"), mode: "patch"),
            Estate.Instance(Estate.Cluster("aks3"), secrets: ["a key"]));
        var result = new ServiceOperatorWriter().WriteFile(set, "all.yaml");
        var documents = Documents(Assert.Single(result.Files).Text);
        Assert.Equal(5, documents.Count);
        Assert.Equal(5, documents.Select(document => ((YamlScalarNode)document["metadata"]["name"]).Value).Distinct().Count());
        var settings = Estate.HostileSettings();
        var hostile = documents.Select(document => ((YamlMappingNode)document["spec"]).Children)
            .Where(spec => spec.ContainsKey("configurationSettings")).Select(spec => ((YamlMappingNode)spec["configurationSettings"]).Children).ToList();
        Assert.Equal(3, hostile.Count);
        foreach (var read in hostile)
        {
            Assert.Equal(
                settings.ToDictionary(setting => Whole(setting.Key), setting => Whole(setting.Value)),
                read.ToDictionary(setting => ((YamlScalarNode)setting.Key).Value!, setting => ((YamlScalarNode)setting.Value).Value!));
        }

        Assert.Equal(2, result.Notes.Count);
        Assert.Contains("no autoUpgradeMode (v1api20241101), so minor versions are upgraded, too: flux on aks2 (rg).", result.Notes[0], StringComparison.Ordinal);
        Assert.Contains("A Kubernetes Secret cannot have some of the keys", result.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_says_what_the_estate_has_and_one_entry_is_for_all_clusters_of_a_group_that_have_the_same()
    {
        ClusterExtension[] instances =
        [
            Estate.Instance(settings: new() { ["a.b"] = "1.10", ["c"] = "" }, secrets: ["password"]), Estate.Instance(Estate.Cluster("aks2"), settings: new() { ["a.b"] = "1.10", ["c"] = "" }, secrets: ["password"]),
            Estate.Instance(Estate.Cluster("aks3"), pinned: "1.18.2", train: "preview"), Estate.Instance(Estate.Cluster("aks4", "rg2"), mode: "patch"), Estate.Instance(name: "off", minor: false, mode: "none"),
            Estate.Instance(name: "team", scope: ExtensionScope.Namespace, scopeNamespace: "team-a"), Estate.Instance(name: "paid", plan: new("plan", "publisher", "product")),
            Estate.Instance(name: "azuremonitor", type: "microsoft.azuremonitor.containers"),
        ];
        var result = new BaselineWriter().Write(Estate.Set(instances));
        var file = Assert.Single(result.Files);
        Assert.Empty(result.Notes);
        Assert.Equal("baseline.yaml", file.Name);
        var baseline = Read(file.Text);
        Assert.Equal(7, baseline.Extensions.Count);
        foreach (var instance in instances)
        {
            var cluster = new AksCluster(instance.Reference) { Id = instance.Reference.Id };
            var entry = Assert.Single(baseline.Extensions, entry => entry.Name == instance.Name && entry.Clusters!.Takes(cluster));
            Assert.Equal(Verdict.InSync, Judge.On(instance.Reference, entry, Judge.Of(entry, instance, new())));
            Assert.Equal(instance.ConfigurationProtectedSettings.Keys, entry.ProtectedSettings.Keys);
        }

        Assert.Equal("environment variable FLUX_PASSWORD", baseline.Extensions.First(entry => entry.ProtectedSettings.Count > 0).ProtectedSettings["password"].ToString());
    }

    [Fact]
    public void A_baseline_has_no_other_clusters_and_says_which_are_left_out()
    {
        var result = new BaselineWriter().Write(Estate.Set(Estate.Instance(Estate.Cluster("arc", type: ClusterType.ConnectedClusters))));
        Assert.Equal(["A baseline is for AKS clusters only, so these are left out: arc (rg)."], result.Notes);
        Assert.EndsWith("extensions: []\n", result.Files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_cannot_be_read_because_of_its_size_says_so()
    {
        var result = new BaselineWriter().Write(Estate.Set([.. Enumerable.Range(0, 40).Select(number => Estate.Instance(Estate.Cluster($"aks{number}"), settings: new() { ["a"] = new(char.ConvertFromUtf32('a' + number)[0], 30_000) }))]));
        Assert.Contains("Export fewer clusters at a time.", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    private static Baseline Read(string text)
    {
        var baseline = BaselineReader.Read(Encoding.UTF8.GetBytes(text), new YamlDocumentParser(), out var faults);
        Assert.Empty(faults);
        return baseline!;
    }

    private static List<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    // Half a surrogate pair is none in UTF-8.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
