namespace AksExtensions;

/// <summary>What belongs to a cluster: an extension, a check or a comparison.</summary>
public abstract class OnCluster
{
    private protected OnCluster(ClusterReference cluster) => Reference = cluster;

    /// <summary>The cluster's name.</summary>
    public string Cluster => Reference.Name;

    /// <summary>The same as <see cref="Cluster"/>, under the name that parameters use.</summary>
    public string ClusterName => Reference.Name;

    /// <summary>The cluster's name; with its resource group, where the command saw several clusters of this name.</summary>
    public string DisplayCluster => ShowsGroup ? Reference.Label : Reference.Name;

    /// <summary>The cluster's resource ID, which every other command accepts as -Cluster.</summary>
    public string ClusterId => Reference.Id;

    /// <summary>The cluster's resource group.</summary>
    public string ResourceGroupName => Reference.ResourceGroupName;

    /// <summary>The cluster's subscription.</summary>
    public string SubscriptionId => Reference.SubscriptionId;

    /// <summary>The kind of cluster.</summary>
    public string ClusterType => Reference.ClusterType;

    /// <summary>The cluster.</summary>
    internal ClusterReference Reference { get; }

    /// <summary>Whether the command that returns the object saw another cluster of this name.</summary>
    internal bool ShowsGroup { get; set; }
}
