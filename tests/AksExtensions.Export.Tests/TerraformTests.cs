using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>
/// What is written as Terraform, read by Terraform itself: no package has a parser of HCL that is maintained for .NET.
/// </summary>
public class TerraformTests
{
    private static readonly ClusterReference Aks2 = Estate.Cluster("aks2", "rg2");
    private static readonly ClusterReference Elsewhere = Estate.Cluster("aks3", "rg3", Estate.OtherSubscription);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_formatted_as_Terraform_formats_them(bool prefersAzurerm)
    {
        var set = Estate.Set(
            Estate.Hostile(), Estate.Instance(plan: new("plan", "publisher", "product"), secrets: ["password", "a.b"]), Estate.Instance(name: "1.x", mode: "patch", secrets: ["k"]),
            Estate.Instance(Aks2, secrets: ["password"], pinned: "1"), Estate.Instance(Elsewhere, pinned: "2", settings: Estate.HostileSettings(), secrets: ["password"]),
            Estate.Instance(Estate.Cluster("aks4", "rg3", Estate.OtherSubscription), pinned: "3", settings: Estate.HostileSettings(), secrets: ["password"]),
            Estate.Instance(Estate.Cluster("aks5", "rg3", Estate.OtherSubscription), mode: "patch"), Estate.Instance(Estate.Cluster("aks6", "rg3", Estate.OtherSubscription), mode: "patch"),
            Estate.Instance(Estate.Cluster("arc", type: ClusterType.ConnectedClusters), identity: "SystemAssigned"));
        var writer = new TerraformWriter(prefersAzurerm);
        using var folder = new Folder([.. writer.Write(set).Files, .. writer.WriteFile(set, "all-in-one.tf").Files]);
        var (exitCode, output, errors) = Tool.Terraform(folder.Root, "fmt", "-check", "-diff", "-no-color");
        Assert.True(exitCode == 0, output + errors);
    }

    [Fact]
    public void Texts_are_what_Terraform_reads()
    {
        var settings = Estate.HostileSettings();
        var text = new StringBuilder("output \"settings\" {\n");
        HclText.WriteAttributes(text, [new("value", HclText.Expression(ObjectValue.Of(settings), name => name, depth: 1))], depth: 1);
        using var folder = new Folder([new("main.tf", text.Append("}\n").ToString())]);
        var (exitCode, output, errors) = Tool.Terraform(folder.Root, "apply", "-auto-approve", "-no-color");
        Assert.True(exitCode == 0, output + errors);
        (exitCode, output, errors) = Tool.Terraform(folder.Root, "output", "-json", "-no-color");
        Assert.True(exitCode == 0, output + errors);
        var read = JsonNode.Parse(output)!["settings"]!["value"]!.AsObject();
        Assert.Equal(settings.Count, read.Count);
        // Terraform normalizes texts, and half a surrogate pair is none.
        Assert.All(settings, setting => Assert.Equal(Normal(setting.Value), read[Normal(setting.Key)]!.GetValue<string>()));
    }

    [Fact]
    public void What_azurerm_can_express_is_its_resource_and_is_imported()
    {
        var text = Text(Estate.Instance(pinned: "1.18.2", secrets: ["password"], settings: new() { ["a.b"] = "1" }, plan: new("plan", "publisher", "product")));
        Assert.Equal(
            """
            resource "azurerm_kubernetes_cluster_extension" "aks1_flux" {
              name              = "flux"
              cluster_id        = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1"
              extension_type    = "microsoft.flux"
              release_namespace = "flux-system"
              version           = "1.18.2"

              configuration_settings = {
                "a.b" = "1"
              }

              configuration_protected_settings = {
                password = var.aks1_flux_password
              }

              plan {
                name      = "plan"
                publisher = "publisher"
                product   = "product"
              }
            }

            import {
              to = azurerm_kubernetes_cluster_extension.aks1_flux
              id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/flux"
            }

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Fact]
    public void What_several_clusters_have_is_one_resource_for_all_of_them()
    {
        var files = new TerraformWriter(prefersAzurerm: true).Write(Estate.Set(
            Estate.Instance(pinned: "1", secrets: ["password"]), Estate.Instance(Aks2, pinned: "2", secrets: ["password"]))).Files;
        Assert.Equal(["providers.tf", "variables.tf", "flux.tf"], files.Select(file => file.Name));
        var text = files[2].Text;
        Assert.Contains("for_each = local.flux\n", text, StringComparison.Ordinal);
        Assert.Contains("= each.value.flux_version\n", text, StringComparison.Ordinal);
        Assert.Contains("password = var.flux_password[each.key]\n", text, StringComparison.Ordinal);
        Assert.Contains("to       = azurerm_kubernetes_cluster_extension.flux[each.key]\n", text, StringComparison.Ordinal);
        Assert.Contains("id       = \"${each.value.cluster_id}/providers/Microsoft.KubernetesConfiguration/extensions/flux\"\n", text, StringComparison.Ordinal);
        Assert.Contains("required_version = \">= 1.7\"", files[0].Text, StringComparison.Ordinal);
        Assert.Contains("type        = map(string)\n  sensitive   = true\n", files[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_clusters_do_not_depend_on_other_clusters()
    {
        var text = new TerraformWriter(prefersAzurerm: true).Write(Estate.Set(
            Estate.Instance(), Estate.Instance(Estate.Cluster("AKS1", "rg2")), Estate.Instance(Estate.Cluster("aks.3")))).Files[1].Text;
        Assert.Equal(["\"AKS1.rg2\"", "\"aks.3\"", "\"aks1.rg\""], text.Split('\n').Where(line => line.EndsWith(" = {", StringComparison.Ordinal) && line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    // azurerm has no autoUpgradeMode, cannot turn upgrades off without a version, and refuses version with release_train and empty settings.
    [Theory]
    [InlineData("patch", true, null, "Stable", "x", "azurerm has no autoUpgradeMode")]
    [InlineData("none", false, null, "Stable", "x", "azurerm turns automatic upgrades off only with a version")]
    [InlineData("none", false, "1.18.2", "preview", "x", "azurerm does not accept version together with release_train")]
    [InlineData("compatible", true, null, "Stable", "", "azurerm accepts no empty setting")]
    public void What_azurerm_cannot_express_is_azapi_and_says_why(string mode, bool minor, string? pinned, string train, string setting, string reason)
    {
        var set = Estate.Set(Estate.Instance(mode: mode, minor: minor, pinned: pinned, train: train, settings: new() { ["key"] = setting }, secrets: ["password"]));
        var result = new TerraformWriter(prefersAzurerm: true).Write(set);
        var text = result.Files[2].Text;
        Assert.StartsWith($"# azapi_resource, because {reason}.\nresource \"azapi_resource\" \"aks1_flux\" {{\n", text, StringComparison.Ordinal);
        Assert.Contains("sensitive_body = {\n    properties = {\n      configurationProtectedSettings = {\n        password = var.aks1_flux_password\n", text, StringComparison.Ordinal);
        Assert.Contains("/extensions/flux?api-version=2025-03-01\"\n", text, StringComparison.Ordinal);
        Assert.Equal([$"azapi_resource is used instead of azurerm, because {reason}: flux on aks1 (rg)."], result.Notes);
        Assert.DoesNotContain("azurerm\"", result.Files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_cluster_is_azapi_with_its_identity()
    {
        var text = Text(Estate.Instance(Estate.Cluster("arc", type: ClusterType.ConnectedClusters), identity: "SystemAssigned"));
        Assert.Contains("\n  identity {\n    type = \"SystemAssigned\"\n  }\n}\n", text, StringComparison.Ordinal);
        Assert.Contains("azurerm_kubernetes_cluster_extension is for AKS clusters only", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AzApi_needs_no_other_provider_and_states_no_reasons()
    {
        var result = new TerraformWriter(prefersAzurerm: false).Write(Estate.Set(Estate.Instance(), Estate.Instance(Elsewhere)));
        Assert.Empty(result.Notes);
        Assert.Contains("provider \"azapi\" {}", result.Files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("azurerm", string.Concat(result.Files.Select(file => file.Text)), StringComparison.Ordinal);
        Assert.DoesNotContain("#", string.Concat(result.Files.Select(file => file.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_subscription_has_its_own_azurerm_provider()
    {
        var files = new TerraformWriter(prefersAzurerm: true).Write(Estate.Set(Estate.Instance(), Estate.Instance(Aks2), Estate.Instance(Elsewhere))).Files;
        Assert.Equal(["providers.tf", "aks3.tf", "flux.tf"], files.Select(file => file.Name).Order(StringComparer.Ordinal).OrderBy(name => name != "providers.tf"));
        Assert.Contains($"alias           = \"subscription_2\"\n  subscription_id = \"{Estate.OtherSubscription}\"\n", files[0].Text, StringComparison.Ordinal);
        var other = files.Single(file => file.Name == "aks3.tf").Text;
        Assert.Equal(2, other.Split("provider = azurerm.subscription_2\n").Length - 1);
    }

    [Fact]
    public void The_desired_state_of_a_baseline_is_not_imported()
    {
        var known = ExportItem.Of(Estate.Instance());
        var files = new TerraformWriter(prefersAzurerm: true).Write(ExportSet.Of([ExportItem.Of(known.Cluster, known.Extension)])).Files;
        Assert.DoesNotContain("import", string.Concat(files.Select(file => file.Text)), StringComparison.Ordinal);
    }

    private static string Text(ClusterExtension instance) => new TerraformWriter(prefersAzurerm: true).Write(Estate.Set(instance)).Files[^1].Text;

    private static string Normal(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormC);
}
