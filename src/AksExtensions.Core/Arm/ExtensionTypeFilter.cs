namespace AksExtensions.Arm;

/// <summary>The filters of the extension types API; null means any.</summary>
/// <param name="ReleaseTrain">A release train.</param>
/// <param name="PlanPublisher">publisherId.</param>
/// <param name="PlanProduct">offerId.</param>
/// <param name="PlanName">planId.</param>
/// <param name="ClusterType">A kind of cluster.</param>
/// <param name="MajorVersion">A major version.</param>
/// <param name="Latest">Whether only the newest version is returned.</param>
public sealed record ExtensionTypeFilter(
    string? ReleaseTrain = null, string? PlanPublisher = null, string? PlanProduct = null, string? PlanName = null,
    ClusterType? ClusterType = null, string? MajorVersion = null, bool? Latest = null)
{
    /// <summary>No filter.</summary>
    public static ExtensionTypeFilter None { get; } = new();
}
