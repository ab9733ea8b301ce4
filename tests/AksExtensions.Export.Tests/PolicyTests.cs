using System.Text.Json.Nodes;
using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>What is written as Azure Policy.</summary>
public class PolicyTests
{
    private static readonly ClusterReference Aks2 = Estate.Cluster("aks2");
    private static readonly ClusterReference Aks3 = Estate.Cluster("aks3", "rg3", Estate.OtherSubscription);

    [Fact]
    public void The_template_of_each_policy_is_what_Bicep_compiles_to()
    {
        var set = Estate.Set(
            Estate.Hostile(), Estate.Instance(pinned: "1", secrets: ["password", "a.b"]), Estate.Instance(name: "dapr", mode: "patch", plan: new("plan", "publisher", "product")),
            Estate.Instance(Estate.Cluster("arc", type: ClusterType.ConnectedClusters), identity: "SystemAssigned"));
        var definitions = PolicyDefinition.Of(set);
        Assert.Equal(4, definitions.Count);
        using var folder = new Folder(definitions.Select(definition => new ExportFile($"{definition.Name}.bicep", BicepWriter.TemplateText(definition.Template))));
        var (exitCode, _, errors) = Tool.Bicep("build", "--pattern", folder["*.bicep"]);
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        foreach (var definition in definitions)
        {
            var deployment = JsonNode.Parse(definition.Text())!["properties"]!["policyRule"]!["then"]!["details"]!["deployment"]!["properties"]!;
            Assert.Equal(Json.Template(File.ReadAllText(folder[$"{definition.Name}.json"])), Json.Template(deployment["template"]!.ToJsonString()));
            // What the template needs, the deployment gives, and nothing else.
            Assert.Equal(Names(deployment["template"]!["parameters"]!), Names(deployment["parameters"]!));
        }
    }

    [Fact]
    public void A_policy_has_the_form_of_the_built_in_one_for_Flux()
    {
        var files = new PolicyWriter().Write(Estate.Set(Estate.Instance(pinned: "1.18.2", settings: new() { ["a"] = "b" }))).Files;
        Assert.Equal(["aks-extension-flux.json", "README.md"], files.Select(file => file.Name));
        var properties = JsonNode.Parse(files[0].Text)!["properties"]!;
        Assert.Equal("Indexed", properties["mode"]!.GetValue<string>());
        Assert.Equal(["effect", "fluxVersion", "fluxSettings"], properties["parameters"]!.AsObject().Select(parameter => parameter.Key));
        Assert.Equal("1.18.2", properties["parameters"]!["fluxVersion"]!["defaultValue"]!.GetValue<string>());
        Assert.Equal("b", properties["parameters"]!["fluxSettings"]!["defaultValue"]!["a"]!.GetValue<string>());
        var rule = properties["policyRule"]!;
        Assert.Equal("""{"field":"type","equals":"Microsoft.ContainerService/managedClusters"}""", rule["if"]!.ToJsonString());
        Assert.Equal("[parameters('effect')]", rule["then"]!["effect"]!.GetValue<string>());
        var details = rule["then"]!["details"]!;
        Assert.Equal("Microsoft.KubernetesConfiguration/extensions", details["type"]!.GetValue<string>());
        Assert.Equal("/providers/microsoft.authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c", details["roleDefinitionIds"]![0]!.GetValue<string>());
        Assert.Equal(
            ["extensionType=microsoft.flux", "provisioningState=Succeeded", "autoUpgradeMinorVersion=false", "version=[parameters('fluxVersion')]"], Conditions(details));
        Assert.Equal("[field('name')]", details["deployment"]!["properties"]!["parameters"]!["clusterName"]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void A_policy_for_automatic_upgrades_asks_for_them_and_for_the_train()
    {
        var definition = Assert.Single(PolicyDefinition.Of(Estate.Set(Estate.Instance(train: "preview"))));
        Assert.Equal(
            ["extensionType=microsoft.flux", "provisioningState=Succeeded", "releaseTrain=preview", "autoUpgradeMinorVersion=true"],
            Conditions(JsonNode.Parse(definition.Text())!["properties"]!["policyRule"]!["then"]!["details"]!));
    }

    [Fact]
    public void Protected_settings_come_from_a_key_vault()
    {
        var files = new PolicyWriter().Write(Estate.Set(Estate.Instance(secrets: ["password"]))).Files;
        var properties = JsonNode.Parse(files[0].Text)!["properties"]!;
        Assert.Equal(["effect", "keyVaultId", "fluxPasswordSecretName"], properties["parameters"]!.AsObject().Select(parameter => parameter.Key));
        Assert.Equal(
            """{"reference":{"keyVault":{"id":"[parameters(\u0027keyVaultId\u0027)]"},"secretName":"[parameters(\u0027fluxPasswordSecretName\u0027)]"}}""",
            properties["policyRule"]!["then"]!["details"]!["deployment"]!["properties"]!["parameters"]!["fluxPassword"]!.ToJsonString());
        Assert.Contains("- flux: `keyVaultId`, `fluxPasswordSecretName`", files[1].Text, StringComparison.Ordinal);
        Assert.Contains("--params @parameters.json", files[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_policies_get_an_initiative_whose_parameters_are_theirs()
    {
        var files = new PolicyWriter().Write(Estate.Set(Estate.Instance(pinned: "1", secrets: ["a"]), Estate.Instance(name: "dapr", settings: new() { ["x"] = "[y]" }))).Files;
        Assert.Equal(["aks-extension-dapr.json", "aks-extension-flux.json", "initiative.json", "README.md"], files.Select(file => file.Name));
        var initiative = JsonNode.Parse(files[2].Text)!["properties"]!;
        Assert.Equal(
            ["dapr_effect", "dapr_daprSettings", "flux_effect", "flux_fluxVersion", "flux_keyVaultId", "flux_fluxASecretName"],
            initiative["parameters"]!.AsObject().Select(parameter => parameter.Key));
        foreach (var (part, file) in initiative["policyDefinitions"]!.AsArray().Zip(files))
        {
            Assert.Equal($"/subscriptions/{Estate.Subscription}/providers/Microsoft.Authorization/policyDefinitions/{Path.GetFileNameWithoutExtension(file.Name)}", part!["policyDefinitionId"]!.GetValue<string>());
            Assert.Equal(Names(JsonNode.Parse(file.Text)!["properties"]!["parameters"]!), Names(part["parameters"]!));
        }
    }

    [Fact]
    public void What_most_clusters_have_is_the_default_and_the_others_are_named()
    {
        var set = Estate.Set(
            Estate.Instance(pinned: "2", settings: new() { ["a"] = "1" }), Estate.Instance(Aks2, pinned: "3", settings: new() { ["a"] = "2" }), Estate.Instance(Aks3, pinned: "3", settings: new() { ["a"] = "2" }));
        var result = new PolicyWriter().Write(set);
        Assert.Equal("3", JsonNode.Parse(result.Files[0].Text)!["properties"]!["parameters"]!["fluxVersion"]!["defaultValue"]!.GetValue<string>());
        Assert.Contains("\n- flux: aks1 (rg)\n", result.Files[1].Text, StringComparison.Ordinal);
        Assert.Contains("Another version or other settings have flux on aks1 (rg).", result.Notes[1], StringComparison.Ordinal);
        // The clusters are in several subscriptions, so a management group has to be named.
        Assert.Contains("scope='/providers/Microsoft.Management/managementGroups/MANAGEMENT-GROUP'", result.Files[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_README_says_that_settings_are_not_kept_and_has_the_commands()
    {
        var readme = new PolicyWriter().Write(Estate.Set(Estate.Instance(), Estate.Instance(name: "dapr"))).Files[^1].Text;
        foreach (var part in new[]
        {
            "**Azure Policy keeps no settings.**", "Sync-AksClusterExtension", "az policy assignment create --name aks-extensions", "--mi-system-assigned", "--role Contributor",
            "az policy remediation create --name aks-extension-flux", "--definition-reference-id aks-extension-dapr", "New-AzPolicyDefinition -Name 'aks-extension-flux'",
            "-IdentityType SystemAssigned", "New-AzRoleAssignment", "Start-AzPolicyRemediation", $"scope='/subscriptions/{Estate.Subscription}'",
        })
        {
            Assert.Contains(part, readme, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_file_is_enough_for_one_policy_only()
    {
        Assert.Equal("p.json", Assert.Single(new PolicyWriter().WriteFile(Estate.Set(Estate.Instance()), "p.json").Files).Name);
        var refusal = Assert.Throws<AksExtensionException>(() => new PolicyWriter().WriteFile(Estate.Set(Estate.Instance(), Estate.Instance(name: "dapr")), "p.json"));
        Assert.Equal("ExportNeedsFolder", refusal.ErrorId);
    }

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Conditions(JsonNode details) => details["existenceCondition"]!["allOf"]!.AsArray().Select(condition =>
        $"{condition!["field"]!.GetValue<string>().Split('/')[^1]}={condition["equals"]!.GetValue<string>()}");
}
