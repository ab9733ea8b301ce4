using AksExtensions.Arm;

namespace AksExtensions.Fleet;

/// <summary>Compares an installed extension with what the caller expects it to be, in the properties that Azure cannot change.</summary>
internal static class ExpectedExtension
{
    /// <summary>Refuses an update of an extension that is not the expected one. What is not expected to be anything is not compared.</summary>
    /// <exception cref="AksExtensionException"><c>ExtensionTypeMismatch</c>, <c>ScopeMismatch</c>, <c>NamespaceMismatch</c> or <c>PlanMismatch</c>.</exception>
    public static void RefuseMismatch(ClusterExtension current, UpdateExtensionRequest request)
    {
        if (Differs(request.ExpectedExtensionType, current.ExtensionType))
        {
            throw Errors.ExtensionTypeMismatch(current, request.ExpectedExtensionType!);
        }

        if (request.ExpectedScope is { } scope && current.ScopeKind != scope)
        {
            throw Errors.ScopeMismatch(current, scope);
        }

        RefuseNamespace(current, "ReleaseNamespace", request.ExpectedReleaseNamespace, current.ReleaseNamespace);
        RefuseNamespace(current, "TargetNamespace", request.ExpectedTargetNamespace, current.TargetNamespace);
        RefusePlan(current, "PlanName", request.ExpectedPlan.Name, current.Plan?.Name);
        RefusePlan(current, "PlanPublisher", request.ExpectedPlan.Publisher, current.Plan?.Publisher);
        RefusePlan(current, "PlanProduct", request.ExpectedPlan.Product, current.Plan?.Product);
    }

    private static void RefuseNamespace(ClusterExtension current, string parameter, string? expected, string? actual)
    {
        if (Differs(expected, actual))
        {
            throw Errors.NamespaceMismatch(current, parameter, expected!, actual);
        }
    }

    private static void RefusePlan(ClusterExtension current, string parameter, string? expected, string? actual)
    {
        if (Differs(expected, actual))
        {
            throw Errors.PlanMismatch(current, parameter, expected!, actual);
        }
    }

    private static bool Differs(string? expected, string? actual) => expected is not null && !expected.Equals(actual, StringComparison.OrdinalIgnoreCase);
}
