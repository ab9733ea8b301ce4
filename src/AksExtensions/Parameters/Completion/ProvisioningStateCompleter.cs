namespace AksExtensions.Parameters.Completion;

/// <summary>Completes provisioning states: those of clusters for Find-AksCluster, else those of extensions.</summary>
internal sealed class ProvisioningStateCompleter : Completer
{
    // https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions/extensions/get#provisioningstate
    private static readonly string[] OfExtensions = [ProvisioningStates.Succeeded, ProvisioningStates.Failed, ProvisioningStates.Canceled, "Creating", "Updating", "Deleting"];

    // https://learn.microsoft.com/azure/aks/cluster-configuration
    private static readonly string[] OfClusters = [.. OfExtensions, "Upgrading", "Scaling", "Starting", "Stopping", "Migrating"];

    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        (line.Command == CommandLine.FindCluster ? OfClusters : OfExtensions).Select(state => new Suggestion(state));
}
