namespace AksExtensions.Arm;

/// <summary>The network of an AKS cluster (networkProfile). Null means that Azure returned no value.</summary>
/// <param name="Plugin">azure, kubenet or none.</param>
/// <param name="PluginMode">overlay, when pods have addresses outside of the virtual network.</param>
/// <param name="Policy">azure, calico, cilium or none.</param>
public sealed record ClusterNetwork(string? Plugin, string? PluginMode, string? Policy);
