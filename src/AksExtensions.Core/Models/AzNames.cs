using System.Collections.Frozen;
using System.Dynamic;
using System.Linq.Expressions;

namespace AksExtensions;

/// <summary>
/// Lets scripts read an extension's properties under the names that Az.KubernetesConfiguration gives them, such as <c>ErrorInfoCode</c>. They are
/// dynamic members: a list of the properties, a table, JSON or CSV has each value once, under its own name.
/// </summary>
internal sealed class AzNames(Expression expression, ClusterExtension extension)
    : DynamicMetaObject(expression, BindingRestrictions.Empty, extension)
{
    private static readonly FrozenDictionary<string, Func<ClusterExtension, object?>> Values = new Dictionary<string, Func<ClusterExtension, object?>>
    {
        ["ConfigurationSetting"] = extension => extension.ConfigurationSettings,
        ["ConfigurationProtectedSetting"] = extension => extension.ConfigurationProtectedSettings,
        ["Status"] = extension => extension.Statuses,
        ["ErrorInfoCode"] = extension => extension.ErrorInfo?.Code,
        ["ErrorInfoMessage"] = extension => extension.ErrorInfo?.Message,
        ["ErrorInfoTarget"] = extension => extension.ErrorInfo?.Target,
        ["ErrorInfoDetail"] = extension => extension.ErrorInfo?.Details,
        ["ErrorInfoAdditionalInfo"] = extension => extension.ErrorInfo?.AdditionalInfo,
        ["IdentityType"] = extension => extension.Identity?.Type,
        ["IdentityPrincipalId"] = extension => extension.Identity?.PrincipalId,
        ["IdentityTenantId"] = extension => extension.Identity?.TenantId,
        ["AkAssignedIdentityType"] = extension => extension.AksAssignedIdentity?.Type,
        ["AkAssignedIdentityPrincipalId"] = extension => extension.AksAssignedIdentity?.PrincipalId,
        ["AkAssignedIdentityTenantId"] = extension => extension.AksAssignedIdentity?.TenantId,
        ["PlanName"] = extension => extension.Plan?.Name,
        ["PlanProduct"] = extension => extension.Plan?.Product,
        ["PlanPublisher"] = extension => extension.Plan?.Publisher,
        ["PlanPromotionCode"] = extension => extension.Plan?.PromotionCode,
        ["PlanVersion"] = extension => extension.Plan?.Version,
        ["SystemDataCreatedAt"] = extension => extension.SystemData?.CreatedAt,
        ["SystemDataCreatedBy"] = extension => extension.SystemData?.CreatedBy,
        ["SystemDataCreatedByType"] = extension => extension.SystemData?.CreatedByType,
        ["SystemDataLastModifiedAt"] = extension => extension.SystemData?.LastModifiedAt,
        ["SystemDataLastModifiedBy"] = extension => extension.SystemData?.LastModifiedBy,
        ["SystemDataLastModifiedByType"] = extension => extension.SystemData?.LastModifiedByType,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names.</summary>
    public static IEnumerable<string> All => Values.Keys;

    /// <inheritdoc/>
    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        if (!Values.TryGetValue(binder.Name, out var read))
        {
            return binder.FallbackGetMember(this);
        }

        return new(
            Expression.Invoke(Expression.Constant(read), Expression.Convert(Expression, typeof(ClusterExtension))),
            BindingRestrictions.GetTypeRestriction(Expression, typeof(ClusterExtension)));
    }
}
