using System.Globalization;
using System.Text;

namespace AksExtensions.Export;

/// <summary>The README beside the policies: what they do, and the commands that create, assign and remediate.</summary>
internal static class PolicyReadme
{
    private const string ApiVersion = "2023-04-01";
    private const string Authorization = "providers/Microsoft.Authorization";

    /// <summary>The text.</summary>
    public static string Text(IReadOnlyList<PolicyDefinition> definitions, PolicyScope scope)
    {
        var text = new StringBuilder("# Cluster extensions with Azure Policy\n\n");
        text.Append("Each policy installs an extension on the clusters of its scope that do not have it (`deployIfNotExists`). It checks the type, the\n");
        text.Append("provisioning state, the release train, and the version or automatic upgrades.\n\n");
        text.Append("**Azure Policy keeps no settings.** It sends them when it installs an extension, and does not notice when they change. To keep settings, use\n");
        text.Append("`Sync-AksClusterExtension` with a baseline.\n\n");
        text.Append("| Policy | Extension | Type | Clusters |\n| --- | --- | --- | --- |\n");
        foreach (var definition in definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{definition.Name}.json` | {definition.Extension.Name} | {Cell(definition.Extension.ExtensionType)} | {definition.Group.Clusters.Count} |\n");
        }

        WriteOthers(text, definitions);
        text.Append("\n## Assign\n\n");
        text.Append(scope.SubscriptionId is null
            ? "The clusters are in several subscriptions: replace `MANAGEMENT-GROUP` below, and in `initiative.json` where there is one, with the name of a\nmanagement group that contains them. "
            : null);
        text.Append("Choose a region for the assignment's identity. The identity needs the role Contributor on the scope.\n\n");
        WriteAzureCli(text, definitions, scope);
        WriteAzPowerShell(text, definitions, scope);
        return text.ToString();
    }

    private static void WriteOthers(StringBuilder text, IReadOnlyList<PolicyDefinition> definitions)
    {
        var others = definitions.Where(definition => definition.Others.Count > 0).ToList();
        if (others.Count > 0)
        {
            text.Append("\nThe default values of the parameters are what most clusters have. These clusters have another version or other settings:\n\n");
            foreach (var definition in others)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {definition.Extension.Name}: {string.Join(", ", definition.Others.Select(cluster => cluster.Cluster.Label))}\n");
            }
        }

        var secrets = definitions.Where(definition => definition.RequiredParameters.Count > 0).ToList();
        if (secrets.Count > 0)
        {
            text.Append("\nThe values of protected settings come from a key vault that is enabled for template deployment\n");
            text.Append("(`az keyvault update --name VAULT --enabled-for-template-deployment true`). These parameters have no default:\n\n");
            var prefixes = definitions.Count > 1 ? PolicyWriter.Prefixes(definitions) : null;
            foreach (var definition in secrets)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {definition.Extension.Name}: {string.Join(", ", definition.RequiredParameters.Select(name => $"`{prefixes?[definition]}{name}`"))}\n");
            }
        }
    }

    private static void WriteAzureCli(StringBuilder text, IReadOnlyList<PolicyDefinition> definitions, PolicyScope scope)
    {
        text.Append("With Azure CLI:\n\n```bash\n");
        text.Append(CultureInfo.InvariantCulture, $"scope='{scope.Id}'\nlocation='REGION'\n");
        foreach (var definition in definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"az rest --method put --url \"$scope/{Authorization}/policyDefinitions/{definition.Name}?api-version={ApiVersion}\" --body @{definition.Name}.json\n");
        }

        var option = $"--policy \"$scope/{Authorization}/policyDefinitions/{definitions[0].Name}\"";
        if (definitions.Count > 1)
        {
            option = $"--policy-set-definition \"$scope/{Authorization}/policySetDefinitions/{PolicyWriter.Initiative}\"";
            text.Append(CultureInfo.InvariantCulture, $"az rest --method put --url \"$scope/{Authorization}/policySetDefinitions/{PolicyWriter.Initiative}?api-version={ApiVersion}\" --body @initiative.json\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"az policy assignment create --name {PolicyWriter.Initiative} --scope \"$scope\" {option} \\\n");
        text.Append("  --mi-system-assigned --location \"$location\" --role Contributor --identity-scope \"$scope\"");
        text.Append(HasRequired(definitions) ? " --params @parameters.json\n" : "\n");
        foreach (var definition in definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"az policy remediation create --name {definition.Name} --policy-assignment \"$scope/{Authorization}/policyAssignments/{PolicyWriter.Initiative}\" \\\n");
            text.Append(CultureInfo.InvariantCulture, $"  {(definitions.Count > 1 ? $"--definition-reference-id {definition.Name} " : null)}{(scope.SubscriptionId is null ? "--management-group MANAGEMENT-GROUP" : $"--subscription {scope.SubscriptionId} --resource-discovery-mode ReEvaluateCompliance")}\n");
        }

        text.Append("```\n\n");
    }

    private static void WriteAzPowerShell(StringBuilder text, IReadOnlyList<PolicyDefinition> definitions, PolicyScope scope)
    {
        var place = scope.SubscriptionId is { } subscription ? $"-SubscriptionId '{subscription}'" : "-ManagementGroupName 'MANAGEMENT-GROUP'";
        text.Append("With Az PowerShell:\n\n```powershell\n");
        text.Append(CultureInfo.InvariantCulture, $"$scope = '{scope.Id}'\n$location = 'REGION'\n");
        foreach (var definition in definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"$definition = New-AzPolicyDefinition -Name '{definition.Name}' -Policy '{definition.Name}.json' {place}\n");
        }

        if (definitions.Count > 1)
        {
            text.Append("# New-AzPolicySetDefinition takes the parts of the file, this the whole of it.\n");
            text.Append(CultureInfo.InvariantCulture, $"Invoke-AzRestMethod -Method PUT -Path \"$scope/{Authorization}/policySetDefinitions/{PolicyWriter.Initiative}?api-version={ApiVersion}\" -Payload (Get-Content 'initiative.json' -Raw)\n");
            text.Append(CultureInfo.InvariantCulture, $"$definition = Get-AzPolicySetDefinition -Name '{PolicyWriter.Initiative}' {place}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"$assignment = New-AzPolicyAssignment -Name '{PolicyWriter.Initiative}' -Scope $scope -{(definitions.Count > 1 ? "PolicySetDefinition" : "PolicyDefinition")} $definition `\n");
        text.Append("    -IdentityType SystemAssigned -Location $location").Append(HasRequired(definitions) ? " -PolicyParameter 'parameters.json'\n" : "\n");
        text.Append("New-AzRoleAssignment -ObjectId $assignment.IdentityPrincipalId -RoleDefinitionName 'Contributor' -Scope $scope\n");
        foreach (var definition in definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"Start-AzPolicyRemediation -Name '{definition.Name}' -PolicyAssignmentId $assignment.Id -Scope $scope{(definitions.Count > 1 ? $" -PolicyDefinitionReferenceId '{definition.Name}'" : null)}\n");
        }

        text.Append("```\n");
        text.Append(HasRequired(definitions) ? "\n`parameters.json` is yours to write: `{ \"keyVaultId\": { \"value\": \"...\" }, ... }`, with the parameters above.\n" : null);
    }

    private static bool HasRequired(IReadOnlyList<PolicyDefinition> definitions) => definitions.Any(definition => definition.RequiredParameters.Count > 0);

    private static string Cell(string text) => Printable.Comment(text).Replace("|", "\\|", StringComparison.Ordinal);
}
