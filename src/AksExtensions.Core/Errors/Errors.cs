using System.Globalization;
using AksExtensions.Diagnosis;

namespace AksExtensions;

/// <summary>
/// The errors of the module. The name of a method is the ID of the error; the method contains its message and its recommended action. The message
/// says what was refused and which value, and the action says what to do. Neither contains secrets.
/// </summary>
public static class Errors
{
    // ---- Rules on parameters: nothing was sent ----

    /// <summary>A version is specified, and automatic upgrade is on.</summary>
    public static AksExtensionException VersionNeedsAutoUpgradeOff(string version, string other) => new(
        nameof(VersionNeedsAutoUpgradeOff),
        $"-Version {version} pins the extension, but {other} lets Azure choose the version; they cannot be combined.",
        "Specify only -Version, which turns automatic upgrade off, or omit -Version.");

    /// <summary>A release train is specified, and automatic upgrade is off.</summary>
    public static AksExtensionException ReleaseTrainNeedsAutoUpgrade(string releaseTrain, string other) => new(
        nameof(ReleaseTrainNeedsAutoUpgrade),
        $"-ReleaseTrain {releaseTrain} selects the source of upgrades, but {other} turns automatic upgrade off; they cannot be combined.",
        $"Omit -ReleaseTrain or {other}. If the version is published only on that train, add -AllowPinnedTrain.");

    /// <summary>The namespace does not match the scope.</summary>
    public static AksExtensionException ScopeNamespaceMismatch(string detail) => new(
        nameof(ScopeNamespaceMismatch),
        detail,
        "Use -ReleaseNamespace with -Scope Cluster, or -TargetNamespace with -Scope Namespace. Each of them implies its scope.");

    /// <summary>Namespace scope is specified without a namespace.</summary>
    public static AksExtensionException TargetNamespaceRequired() => new(
        nameof(TargetNamespaceRequired),
        "-Scope Namespace requires a namespace.",
        "Add -TargetNamespace <name>.");

    /// <summary>The mode and the older switch for automatic upgrade are combined.</summary>
    public static AksExtensionException AutoUpgradeModeConflict() => new(
        nameof(AutoUpgradeModeConflict),
        "-AutoUpgradeMode and -AutoUpgradeMinorVersion cannot be combined.",
        "Keep -AutoUpgradeMode (None, Patch or Compatible) and omit -AutoUpgradeMinorVersion.");

    /// <summary>A part of the Marketplace plan is missing.</summary>
    public static AksExtensionException PlanIncomplete(string missing) => new(
        nameof(PlanIncomplete),
        $"A Marketplace plan requires a name, a publisher and a product; missing: {missing}.",
        "Specify -PlanName, -PlanPublisher and -PlanProduct together, or none of them.");

    /// <summary>Roles are to be assigned or removed after an operation whose end is not waited for.</summary>
    public static AksExtensionException PrerequisitesNeedWait() => new(
        nameof(PrerequisitesNeedWait),
        "-IncludePrerequisites cannot be combined with -NoWait, because roles are assigned and removed after the operation has ended.",
        "Omit -NoWait. With -AsJob, a job waits instead of you.");

    /// <summary>A setting that cannot be sent.</summary>
    public static AksExtensionException SettingInvalid(string parameter, string detail, string action) => new(
        nameof(SettingInvalid), $"{parameter}: {detail}", action);

    /// <summary>A key is in both kinds of settings.</summary>
    public static AksExtensionException SettingDuplicated(string key) => new(
        nameof(SettingDuplicated),
        $"The setting '{key}' is both a configuration setting and a protected setting.",
        "Keep it in one of them; a secret belongs to the protected settings.");

    /// <summary>A settings file does not exist or cannot be read.</summary>
    public static AksExtensionException SettingsFileNotFound(string path, string detail, Exception? inner = null) => new(
        nameof(SettingsFileNotFound),
        $"The settings file '{path}' {detail}.",
        "Check the path; a relative path is relative to the current location (Get-Location).",
        inner)
    { Target = path };

    /// <summary>A settings file is invalid.</summary>
    public static AksExtensionException SettingsFileInvalid(string path, string detail, Exception? inner = null) => new(
        nameof(SettingsFileInvalid),
        $"The settings file '{path}' {detail}.",
        "A settings file is one JSON object in UTF-8, such as {\"key\": \"value\"}, up to 1 MiB, without comments or duplicate keys.",
        inner)
    { Target = path };

    /// <summary>The name is not valid for an extension.</summary>
    public static AksExtensionException ExtensionNameInvalid(string name) => new(
        nameof(ExtensionNameInvalid),
        $"'{Shorten(name)}' is not a valid name for an extension.",
        "Use 1 to 253 characters: letters a-z and A-Z, digits, '-' and '.', beginning with a letter or a digit.")
    { Target = name };

    /// <summary>A value does not name a cluster.</summary>
    public static AksExtensionException ClusterIdInvalid(string value, string reason) => new(
        nameof(ClusterIdInvalid),
        $"'{Shorten(value)}' does not name a cluster: {reason}.",
        "Specify a resource ID such as /subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ContainerService/managedClusters/<name>, "
        + "an object that has one (Get-AzAksCluster), or a row with ResourceGroupName and ClusterName.")
    { Target = value };

    /// <summary>A row has an option with a value that the option cannot have.</summary>
    public static AksExtensionException ColumnInvalid(string column, string value, string allowed) => new(
        nameof(ColumnInvalid),
        $"'{Shorten(value)}' in the column {column} is not valid.",
        $"Use {allowed}, or leave the column empty.")
    { Target = value };

    /// <summary>A provisioned cluster needs its resource provider.</summary>
    public static AksExtensionException ClusterResourceProviderRequired(ClusterTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(
            nameof(ClusterResourceProviderRequired),
            "-ClusterType ProvisionedClusters requires the resource provider of the cluster.",
            $"Add -ClusterResourceProvider; for AKS hybrid, use {type.ResourceProvider}.");
    }

    /// <summary>An update has no change.</summary>
    public static AksExtensionException NothingToUpdate() => new(
        nameof(NothingToUpdate),
        "The update contains no change.",
        "Specify at least one of -AutoUpgradeMinorVersion, -AutoUpgradeMode, -ReleaseTrain, -Version and the settings. "
        + "-ExtensionType and -Scope are only compared, because Azure cannot change them.");

    /// <summary>The name of an extension is required.</summary>
    public static AksExtensionException ExtensionNameRequired(string clusterId) => new(
        nameof(ExtensionNameRequired),
        $"{About(clusterId) ?? $"Cluster '{Shorten(clusterId)}': "}The name of an extension is required.",
        "Add -Name, or pipe an extension or its resource ID.")
    { Target = clusterId };

    /// <summary>The subscription is not specified, and the sign-in can see none or several.</summary>
    /// <param name="found">The subscriptions that the caller can see, for the message.</param>
    public static AksExtensionException SubscriptionRequired(IReadOnlyList<string> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        const int Shown = 20;
        var list = found.Count == 0
            ? "The sign-in can see no enabled subscription."
            : $"The sign-in can see {found.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, found.Take(Shown))}"
                + (found.Count > Shown ? $"{Environment.NewLine}..." : null);
        return new(
            nameof(SubscriptionRequired),
            $"The subscription of the cluster is not specified. {list}",
            "Add -SubscriptionId, or set a default with Connect-AksExtension -SubscriptionId.");
    }

    /// <summary>This runspace is not connected, and another runspace of the process is: signing in otherwise here would be another identity.</summary>
    /// <param name="other">The other connection.</param>
    public static AksExtensionException ConnectionRequired(string other) => new(
        nameof(ConnectionRequired),
        $"This runspace is not connected, but another runspace of this process is: to {other}. Signing in automatically here could use another identity or cloud.",
        "Run Connect-AksExtension in the script block of ForEach-Object -Parallel or of the thread job. Instead of them, you can pipe all clusters to one "
        + "command (-ThrottleLimit) or use -AsJob; both share the connection.")
    { Target = other };

    /// <summary>A name does not identify exactly one subscription.</summary>
    /// <param name="name">The name.</param>
    /// <param name="reason">Why, as a sentence without its end.</param>
    public static AksExtensionException SubscriptionNameUnknown(string name, string reason) => new(
        nameof(SubscriptionNameUnknown),
        $"'{Shorten(name)}' is not a subscription ID, and {reason}.",
        "Use the ID, a GUID, or the exact name of a subscription that you can see.")
    { Target = name };

    /// <summary>A change needs confirmation, and the session is not interactive.</summary>
    /// <param name="extensionId">The extension.</param>
    /// <param name="reason">Why confirmation is needed, as a sentence without its end.</param>
    /// <param name="action">How to avoid the question.</param>
    public static AksExtensionException ConfirmationRequired(string extensionId, string reason, string action) => new(
        nameof(ConfirmationRequired), $"{About(extensionId)}{reason}, but this session is not interactive.", action) { Target = extensionId };

    /// <summary>A filter cannot be used in a query.</summary>
    public static AksExtensionException FilterInvalid(string parameter, string value, string reason) => new(
        nameof(FilterInvalid),
        $"-{parameter} '{Shorten(value)}' is not a valid filter: {reason}.",
        "Correct the value. To search for a wildcard character itself, put a backtick before it.")
    { Target = value };

    /// <summary>The request breaks a rule of the extension type.</summary>
    /// <param name="extensionType">The type.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="wayOut">What to do.</param>
    /// <param name="extensionId">The extension, when the rule is about its cluster too; null when it is about the command.</param>
    public static AksExtensionException TypeRuleViolated(string extensionType, string rule, string wayOut, string? extensionId = null) => new(
        nameof(TypeRuleViolated),
        $"{About(extensionId)}The request is not valid for '{extensionType}': {rule}",
        $"{wayOut} If the rule is out of date, add -SkipTypeRules.")
    { Target = extensionId ?? extensionType };

    /// <summary>An object is not an operation.</summary>
    public static AksExtensionException OperationInvalid(string detail, Exception? inner = null) => new(
        nameof(OperationInvalid),
        $"The object is not a valid operation: {detail}.",
        "Pipe the output of -NoWait, also after Export-Clixml or ConvertTo-Json, or an extension.",
        inner);

    // ---- The connection ----

    /// <summary>A parameter of Connect-AksExtension cannot be used.</summary>
    public static AksExtensionException ConnectionInvalid(string detail, string action, Exception? inner = null) => new(
        nameof(ConnectionInvalid), detail, action, inner);

    // ---- Azure's answers ----

    /// <summary>The extension does not exist.</summary>
    public static AksExtensionException ExtensionNotFound(ExtensionReference extension, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return new(
            nameof(ExtensionNotFound),
            $"{About(extension.Id)}The extension does not exist.",
            "List the extensions of the cluster with Get-AksClusterExtension without -Name.")
        { Arm = arm, Target = extension.Id };
    }

    /// <summary>The cluster or its resource group does not exist.</summary>
    public static AksExtensionException ClusterNotFound(ClusterReference cluster, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new(
            nameof(ClusterNotFound),
            $"{About(cluster.Id)}The cluster was not found in {cluster.ClusterType} of subscription {cluster.SubscriptionId}.{Because(arm)}",
            "Check the names, the subscription and -ClusterType.")
        { Arm = arm, Target = cluster.Id };
    }

    /// <summary>A resource that an extension depends on does not exist, or this sign-in cannot see it.</summary>
    /// <param name="target">The resource, or the extension that depends on it.</param>
    /// <param name="arm">The answer of Azure.</param>
    /// <param name="what">The resource, such as <c>storage account 'a'</c>; null when it is the target.</param>
    /// <param name="action">What to do; null means the general advice.</param>
    public static AksExtensionException ResourceNotFound(string target, ArmError? arm, string? what = null, string? action = null) => new(
        nameof(ResourceNotFound),
        $"{About(target)}The {what ?? "resource"} was not found.{Because(arm)}",
        action ?? "Check the names of the resource and its resource group, and the subscription.")
    { Arm = arm, Target = target };

    /// <summary>The extension already exists.</summary>
    public static AksExtensionException ExtensionAlreadyExists(ClusterExtension existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ExtensionAlreadyExists),
            $"{About(existing.Id)}The extension already exists ({existing.ExtensionType}, {existing.ProvisioningState}).",
            existing.IsTerminal
                ? "To change it, use Update-AksClusterExtension; otherwise specify another -Name, or use -Force to overwrite it."
                : "Wait for the operation with Wait-AksClusterExtension, or specify another -Name.")
        { Target = existing.Id };
    }

    /// <summary>The extension has another type than the specified one.</summary>
    public static AksExtensionException ExtensionTypeMismatch(ClusterExtension existing, string expected)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ExtensionTypeMismatch),
            $"{About(existing.Id)}The extension has the type '{existing.ExtensionType}', not '{expected}', and Azure cannot change the type.",
            "Check that this is the extension you mean, or omit -ExtensionType.")
        { Target = existing.Id };
    }

    /// <summary>The extension has another scope than the specified one.</summary>
    public static AksExtensionException ScopeMismatch(ClusterExtension existing, ExtensionScope expected)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ScopeMismatch),
            $"{About(existing.Id)}The extension has the scope {existing.Scope ?? "(unknown)"}, not {expected}, and Azure cannot change the scope.",
            "Omit -Scope, or remove the extension and create it with the other scope.")
        { Target = existing.Id };
    }

    /// <summary>The extension is in another namespace than the specified one.</summary>
    public static AksExtensionException NamespaceMismatch(ClusterExtension existing, string parameter, string expected, string? actual) =>
        Mismatch(nameof(NamespaceMismatch), existing, parameter, "namespace", expected, actual);

    /// <summary>The extension has another Marketplace plan than the specified one.</summary>
    public static AksExtensionException PlanMismatch(ClusterExtension existing, string parameter, string expected, string? actual) =>
        Mismatch(nameof(PlanMismatch), existing, parameter, "plan", expected, actual);

    /// <summary>A service manages the extension.</summary>
    public static AksExtensionException ManagedExtension(string extensionId, string manager, ArmError? arm = null) => new(
        nameof(ManagedExtension),
        $"{About(extensionId)}{manager} manages this extension, so it cannot be changed or removed here.{Because(arm)}",
        "Turn the feature on or off where it is managed; for features of AKS, use az aks or Az.Aks.")
    { Arm = arm, Target = extensionId, Diagnosis = Diagnose($"The extension is managed by {manager}.") };

    /// <summary>Azure does not know the caller.</summary>
    public static AksExtensionException AuthenticationFailed(string detail, string action, ArmError? arm = null, Exception? inner = null) => new(
        nameof(AuthenticationFailed), $"Signing in to Azure failed: {detail}{Because(arm)}", action, inner)
    { Arm = arm };

    /// <summary>A sign-in that failed because Azure asked for another token: with what Azure said, which is the reason.</summary>
    internal static AksExtensionException Challenged(AksExtensionException failure, ArmError arm) => new(
        failure.ErrorId, $"{failure.Message}{Because(arm)}", failure.RecommendedAction, failure)
    { Arm = arm, Target = failure.Target };

    /// <summary>The sign-in was made without multifactor authentication, which Azure requires for this request.</summary>
    public static AksExtensionException MfaRequired(string target, ArmError arm) => new(
        nameof(MfaRequired),
        $"{About(target)}Azure requires multifactor authentication (MFA) for this, and you signed in without it.{Because(arm)}",
        "Sign in again with MFA (Connect-AzAccount or az login). An unattended script needs a managed identity or a service principal instead of "
        + "a user account.")
    { Arm = arm, Target = target };

    /// <summary>The caller does not have permission.</summary>
    /// <param name="target">The target, or the extension that depends on the resource.</param>
    /// <param name="arm">The answer of Azure.</param>
    /// <param name="what">The resource that the caller may not read; null when the request was about the target.</param>
    /// <param name="action">What to do; null means the general advice.</param>
    public static AksExtensionException AuthorizationFailed(string target, ArmError? arm, string? what = null, string? action = null) => new(
        nameof(AuthorizationFailed),
        $"{About(target)}You don't have permission {(what is null ? "for this" : $"to read the {what}")}.{Because(arm)}",
        action ?? "Ask for a role on the cluster that includes the action named above, such as Kubernetes Extension Contributor, then sign in again.")
    { Arm = arm, Target = target, Diagnosis = what is null ? Diagnose(arm) : null };

    /// <summary>The directory does not know the identity that a role is to be assigned to.</summary>
    public static AksExtensionException PrincipalNotFound(string target, ArmError arm) => new(
        nameof(PrincipalNotFound),
        $"{About(target)}Microsoft Entra ID does not know the identity yet.{Because(arm)}",
        "Try again in a minute: Microsoft Entra ID replicates a new identity within a few minutes.")
    { Arm = arm, Target = target };

    /// <summary>A role that an extension needs could not be assigned or removed.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="outcome">What happened to the extension, and what did not happen to the role.</param>
    /// <param name="action">What to do, with the command.</param>
    /// <param name="arm">Azure's answer; null when there was none.</param>
    /// <param name="inner">Why.</param>
    public static AksExtensionException PrerequisiteFailed(
        ExtensionReference extension, string outcome, string action, ArmError? arm = null, Exception? inner = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return new(
            nameof(PrerequisiteFailed), $"{About(extension.Id)}{outcome}{Because(arm?.ToString() ?? inner?.Message)}", action, inner)
        { Arm = arm, Target = extension.Id };
    }

    /// <summary>A deny assignment forbids what the caller's roles allow.</summary>
    public static AksExtensionException DeniedByAssignment(string target, ArmError arm) => new(
        nameof(DeniedByAssignment),
        $"{About(target)}A deny assignment forbids this, whatever roles you have.{Because(arm)}",
        "Ask the owner of the deny assignment named above (a managed application, a deployment stack or AKS itself) to change it.")
    { Arm = arm, Target = target };

    /// <summary>Azure Policy forbids the change.</summary>
    public static AksExtensionException PolicyDenied(string target, ArmError arm) => new(
        nameof(PolicyDenied),
        $"{About(target)}Azure Policy forbids this.{Because(arm)}",
        "Ask the owner of the policy assignment named above to change it or to exempt the cluster, then try again.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>The subscription does not exist, or this sign-in cannot see it.</summary>
    public static AksExtensionException SubscriptionNotFound(string target, ArmError arm) => new(
        nameof(SubscriptionNotFound),
        $"{About(target)}The subscription was not found, or this sign-in cannot see it.{Because(arm)}",
        "Check -SubscriptionId. To reach a subscription of another tenant, connect with Connect-AksExtension -TenantId.")
    { Arm = arm, Target = target };

    /// <summary>The subscription is disabled, and therefore read-only.</summary>
    public static AksExtensionException SubscriptionDisabled(string target, ArmError arm) => new(
        nameof(SubscriptionDisabled),
        $"{About(target)}The subscription is disabled, so nothing in it can be changed.{Because(arm)}",
        "Ask the owner of the subscription to reactivate it (https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-disabled), "
        + "then try again.")
    { Arm = arm, Target = target };

    /// <summary>The cluster is stopped.</summary>
    public static AksExtensionException ClusterStopped(string target, ArmError arm) => new(
        nameof(ClusterStopped),
        $"{About(target)}The cluster is stopped.{Because(arm)}",
        "Start the cluster (Start-AzAksCluster or az aks start), then try again.")
    { Arm = arm, Target = target };

    /// <summary>A resource provider is not registered in the subscription.</summary>
    /// <param name="target">What was asked about.</param>
    /// <param name="arm">The answer.</param>
    /// <param name="providers">The namespaces that Azure named; null or empty means those that extensions need.</param>
    public static AksExtensionException ProviderNotRegistered(string target, ArmError arm, IReadOnlyList<string>? providers = null)
    {
        var named = providers is { Count: > 0 } ? providers : ["Microsoft.KubernetesConfiguration", "Microsoft.ContainerService"];
        var action = $"Register {string.Join(" and ", named)} in the subscription once (Register-AzResourceProvider -ProviderNamespace {named[0]}, or "
            + $"az provider register --namespace {named[0]}), wait until {(named.Count > 1 ? "they are" : "it is")} Registered, then try again.";
        return new(
            nameof(ProviderNotRegistered),
            $"{About(target)}The subscription is not registered for a resource provider that this needs.{Because(arm)}",
            action)
        { Arm = arm, Target = target, Diagnosis = Diagnose(arm) is { } known ? known with { Recommendation = action } : null };
    }

    /// <summary>Azure does not offer the requested api-version.</summary>
    /// <param name="target">What was asked about.</param>
    /// <param name="arm">The answer.</param>
    /// <param name="newest">The newest api-version that Azure offers instead; null when it named none, or when the connection does not choose it.</param>
    public static AksExtensionException ApiVersionNotSupported(string target, ArmError arm, string? newest) => new(
        nameof(ApiVersionNotSupported),
        $"{About(target)}Azure does not offer this resource in the requested api-version.{Because(arm)}",
        newest is null
            ? "Check that the endpoint of Connect-AksExtension belongs to the cloud of this cluster."
            : $"Connect again with Connect-AksExtension -ApiVersion {newest}.")
    { Arm = arm, Target = target };

    /// <summary>The version or type is not available for the cluster.</summary>
    /// <param name="target">The resource ID of the extension or the cluster.</param>
    /// <param name="arm">Azure's answer.</param>
    /// <param name="asked">What was asked for, as the subject of a sentence; null when it is not known.</param>
    public static AksExtensionException ExtensionVersionNotFound(string target, ArmError arm, string? asked = null) => new(
        nameof(ExtensionVersionNotFound),
        $"{About(target)}{asked ?? "The version or the extension type"} is not available for this cluster.{Because(arm)}",
        "Check -ExtensionType, -Version and -ReleaseTrain, and whether the type is offered in the cluster's region.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>The list of types is not available in this subscription or cloud.</summary>
    /// <param name="target">The cluster, the region, or the subscription.</param>
    /// <param name="arm">The answer of Azure.</param>
    /// <param name="action">What to do when the types of all regions were requested, which only the newest API has; null for those of a cluster or region.</param>
    public static AksExtensionException ExtensionTypesUnavailable(string target, ArmError? arm, string? action = null) => new(
        nameof(ExtensionTypesUnavailable),
        action is not null ? $"This cloud does not offer the list of extension types for a whole subscription.{Because(arm)}"
            : $"{About(target)}This subscription or cloud does not offer the list of extension types.{Because(arm)}",
        action ?? "Register the provider Microsoft.KubernetesConfiguration in the subscription; where only the preview exists, register its feature ExtensionTypes too. "
        + "Get-AksClusterExtensionType also lists the types that the module knows.")
    { Arm = arm, Target = target };

    /// <summary>Another operation is in progress.</summary>
    public static AksExtensionException OperationConflict(string target, ArmError arm) => new(
        nameof(OperationConflict),
        $"{About(target)}Another operation is still in progress.{Because(arm)}",
        "Wait for that operation to finish (Wait-AksClusterExtension), then try again.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>A lock blocks the change.</summary>
    public static AksExtensionException ScopeLocked(string target, ArmError arm) => new(
        nameof(ScopeLocked),
        $"{About(target)}A lock protects this resource.{Because(arm)}",
        "Ask for the lock named above to be removed, or leave the resource unchanged.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>Azure limits requests for longer than the command waits.</summary>
    /// <param name="target">What was asked about.</param>
    /// <param name="arm">The answer; null when the request was not sent, because Azure had refused others before it.</param>
    /// <param name="until">The time of day until which Azure takes no more; null when it did not say.</param>
    public static AksExtensionException Throttled(string target, ArmError? arm, string? until = null) => new(
        nameof(Throttled),
        $"{About(target)}Azure Resource Manager is limiting the requests of this subscription{(until is null ? null : $" until {until}")}.{Because(arm)}",
        (until is null ? "Try again in a few minutes" : $"Try again after {until}") + "; other tools that use the same subscription count too.")
    { Arm = arm, Target = target };

    /// <summary>Azure, or the network to it, does not work.</summary>
    public static AksExtensionException ServiceUnavailable(
        string target, string detail, ArmError? arm = null, Exception? inner = null, string? action = null) => new(
        nameof(ServiceUnavailable),
        $"{About(target)}Azure Resource Manager did not answer: {detail}{Because(arm)}",
        action ?? (arm is null
            ? "Try again later; check the network, the proxy and https://status.azure.com."
            : "Try again later; check https://status.azure.com."),
        inner)
    { Arm = arm, Target = target };

    /// <summary>Azure refused the request for another reason.</summary>
    public static AksExtensionException RequestRefused(string target, ArmError arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        return new(
            nameof(RequestRefused),
            $"{About(target)}Azure refused the request (HTTP {arm.Status.ToString(CultureInfo.InvariantCulture)}).{Because(arm)}",
            "Correct what the message names. -Verbose shows the path of the request.")
        { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };
    }

    /// <summary>An answer is not one of ARM.</summary>
    /// <param name="target">The target of the request: an ID, or the path of a list.</param>
    /// <param name="detail">What is wrong with the answer.</param>
    /// <param name="arm">The part of the answer that could be read; null when not even its status is known.</param>
    /// <param name="inner">Why it could not be read.</param>
    public static AksExtensionException AnswerInvalid(string target, string detail, ArmError? arm, Exception? inner = null) => new(
        nameof(AnswerInvalid),
        $"{About(target)}The answer does not come from Azure Resource Manager: {detail}.{(arm?.RequestId is null ? null : $" (x-ms-request-id {arm.RequestId})")}",
        "Check that no proxy or firewall answers instead of Azure, and check the endpoint of Connect-AksExtension.",
        inner)
    { Arm = arm, Target = target };

    /// <summary>A link leads to another host than that of the connection.</summary>
    public static AksExtensionException ForeignHostRefused(string source, string link, Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new(
            nameof(ForeignHostRefused),
            // The path of the link is omitted, because the sender of the link chose it.
            $"{source} points to '{Shorten(link)}', which is not the host of this connection ({endpoint.Authority}); nothing was sent there.",
            "Tokens are sent to one host only. If a proxy or a private cloud rewrites links, connect to the host that it uses.")
        { Target = link };
    }

    /// <summary>As many clusters failed as -MaxErrorCount allows.</summary>
    public static AksExtensionException MaxErrorCountReached(int count) => new(
        nameof(MaxErrorCountReached),
        $"{count} clusters failed, the limit of -MaxErrorCount; the others were not started.",
        "Fix the cause that the errors above name, then run the command again for the remaining clusters.");

    // ---- Desired state ----

    /// <summary>A baseline document that does not exist or cannot be read.</summary>
    public static AksExtensionException BaselineNotFound(string path, string detail, Exception? inner = null) => new(
        nameof(BaselineNotFound),
        $"The baseline '{path}' {detail}.",
        "Check the path; it is relative to PowerShell's current location (Get-Location).",
        inner)
    { Target = path };

    /// <summary>A baseline document with faults.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">What is wrong, each with its line and column.</param>
    public static AksExtensionException BaselineInvalid(string path, IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        const int Shown = 100;
        return new(
            nameof(BaselineInvalid),
            $"The baseline '{path}' has {faults.Count} error{(faults.Count == 1 ? null : "s")}:{Environment.NewLine}"
            + string.Join(Environment.NewLine, faults.Take(Shown).Select(fault => $"- {fault}"))
            + (faults.Count > Shown ? $"{Environment.NewLine}- ..." : null),
            "Correct the lines above; nothing was sent. An editor with schemas/baseline.schema.json of the module checks the document while you type.")
        { Target = path };
    }

    /// <summary>Two entries of a baseline contradict each other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The instance's name.</param>
    /// <param name="first">Where the first entry is.</param>
    /// <param name="second">Where the second entry is.</param>
    /// <param name="clusters">The names of the clusters that both take.</param>
    public static AksExtensionException BaselineEntriesOverlap(string path, string name, string first, string second, IReadOnlyList<string> clusters)
    {
        ArgumentNullException.ThrowIfNull(clusters);
        const int Shown = 5;
        return new(
            nameof(BaselineEntriesOverlap),
            $"The entries for '{name}' at {first} and {second} of the baseline '{path}' both select {string.Join(", ", clusters.Take(Shown))}"
            + $"{(clusters.Count > Shown ? $" and {clusters.Count - Shown} more" : null)}; '{name}' is left alone there.",
            "Make the two entries select different clusters.")
        { Target = path };
    }

    /// <summary>A ring that the baseline does not have.</summary>
    public static AksExtensionException RingNotFound(string path, string ring, IReadOnlyList<string> rings)
    {
        ArgumentNullException.ThrowIfNull(rings);
        return new(
            nameof(RingNotFound),
            $"The baseline '{path}' has no ring '{Shorten(ring)}'.",
            rings.Count == 0 ? "Leave out -Ring: the baseline has no rings." : $"Its rings are {string.Join(", ", rings)}.")
        { Target = path };
    }

    /// <summary>Some clusters were specified for a baseline whose rings need all of them.</summary>
    public static AksExtensionException RingsNeedAllClusters(string path) => new(
        nameof(RingsNeedAllClusters),
        $"-Cluster cannot be used with the baseline '{path}', because it has rings: whether a ring can begin depends on all clusters of the rings before it.",
        "Omit -Cluster, or use -Ring to work on one ring.")
    { Target = path };

    /// <summary>The value of a protected setting cannot be read.</summary>
    /// <param name="setting">The setting's key.</param>
    /// <param name="source">Where its value comes from, in words.</param>
    /// <param name="detail">Why it cannot be read.</param>
    /// <param name="inner">What failed.</param>
    public static AksExtensionException SecretUnavailable(string setting, string source, string detail, Exception? inner = null) => new(
        nameof(SecretUnavailable),
        $"The value of the protected setting '{setting}' cannot be read from {source}: {detail}.",
        "Set the variable, write the file, or register the vault (Get-SecretVault) for the account that runs the command.",
        inner)
    { Target = setting };

    // ---- Exports ----

    /// <summary>Files that an export would overwrite.</summary>
    /// <param name="paths">The files.</param>
    public static AksExtensionException ExportFileExists(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        const int Shown = 10;
        return new(
            nameof(ExportFileExists),
            $"{(paths.Count == 1 ? "This file already exists" : $"{paths.Count} of the files already exist")}: {string.Join(", ", paths.Take(Shown))}"
            + $"{(paths.Count > Shown ? $" and {paths.Count - Shown} more" : null)}. Nothing was written.",
            "To overwrite, add -Force.")
        { Target = paths[0] };
    }

    /// <summary>A file of an export cannot be written.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">Why.</param>
    /// <param name="inner">What failed.</param>
    public static AksExtensionException ExportNotWritten(string path, string detail, Exception? inner = null) => new(
        nameof(ExportNotWritten),
        $"'{path}' cannot be written: {detail}.",
        "Check the path and your permissions there.",
        inner)
    { Target = path };

    /// <summary>One file cannot hold an export.</summary>
    /// <param name="reason">Why.</param>
    public static AksExtensionException ExportNeedsFolder(string reason) => new(
        nameof(ExportNeedsFolder),
        $"One file cannot hold this export: {reason}.",
        "Specify a folder as -Path.");

    // ---- Operations ----

    /// <summary>The operation failed.</summary>
    public static AksExtensionException OperationFailed(ExtensionOperation operation, string reasons, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationFailed),
            $"{About(operation.Extension.Id)}{Doing(operation.Operation)} failed.{Because(reasons)}",
            operation.Operation == OperationKind.Create
                ? "Fix the cause, then create the extension again with New-AksClusterExtension. Get-AksClusterExtension shows its statuses."
                : "Fix the cause, then try again. Get-AksClusterExtension shows the statuses of the extension.")
        { Arm = arm, Target = operation.Extension.Id, Diagnosis = Diagnose(operation, reasons, arm) };
    }

    /// <summary>Adds the pods of the extension to the error of its operation.</summary>
    /// <param name="failure">The error.</param>
    /// <param name="extension">The extension, with its pods.</param>
    internal static AksExtensionException WithPods(AksExtensionException failure, ClusterExtension extension)
    {
        const int Most = 5;
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(extension);
        if (extension.Pods is not { } pods)
        {
            return failure;
        }

        var lines = pods.Take(Most).Select(pod => $"  {pod}").Prepend(pods.Count == 0 ? "No unhealthy pods are left in its namespace. Helm may have removed them." : "Not well in its namespace:");
        var rest = pods.Count > Most ? [string.Create(CultureInfo.InvariantCulture, $"  and {pods.Count - Most} more")] : Array.Empty<string>();
        return failure.With(
            string.Join(Environment.NewLine, [failure.Message, .. lines, .. rest]), pods,
            FailureCauses.BuiltIn.MostSpecific(pods.Select(pod => pod.Diagnosis).Append(failure.Diagnosis)));
    }

    /// <summary>The operation was canceled in Azure.</summary>
    public static AksExtensionException OperationCanceled(ExtensionOperation operation, string reasons, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationCanceled),
            $"{About(operation.Extension.Id)}{Doing(operation.Operation)} was canceled in Azure.{Because(reasons)}",
            "Find out who canceled it in the activity log of the cluster, then try again.")
        { Arm = arm, Target = operation.Extension.Id };
    }

    /// <summary>The timeout ended before the operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="timeout">The timeout.</param>
    /// <param name="lastReadFailure">Why its state could not be read; null when it could.</param>
    /// <param name="mayHaveStarted">False when the change was not sent, true when it was and its answer is not known; null when Azure accepted it.</param>
    public static AksExtensionException OperationTimedOut(
        ExtensionOperation operation, TimeSpan timeout, string? lastReadFailure, bool? mayHaveStarted = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationTimedOut),
            $"{About(operation.Extension.Id)}{Doing(operation.Operation)} has not finished after "
            + $"{timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s; " + mayHaveStarted switch
            {
                null => $"the operation is {operation.Status} and continues in Azure.",
                true => $"Azure did not answer in time. {Doing(operation.Operation)} may have started; if so, it continues in Azure.",
                false => "Azure did not answer in time, and nothing was changed.",
            }
            + (lastReadFailure is null ? null : $" The last attempt to read its state failed: {lastReadFailure}"),
            mayHaveStarted == false
                ? "Try again, or specify a longer -TimeoutSeconds."
                : "Wait again with Get-AksClusterExtension ... | Wait-AksClusterExtension, or specify a longer -TimeoutSeconds.")
        { Target = operation.Extension.Id };
    }

    /// <summary>The error of a change that may have started although it failed: says so, and keeps its ID.</summary>
    internal static AksExtensionException MayHaveStarted(AksExtensionException failure, OperationKind kind)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(
            failure.ErrorId,
            And(failure.Message, $"{Doing(kind)} may have started; if so, it continues in Azure."),
            $"{failure.RecommendedAction} Before you run the command again, check with Get-AksClusterExtension whether the change started.",
            failure.InnerException)
        { Arm = failure.Arm, Target = failure.Target, MayHaveStarted = true };
    }

    /// <summary>The error of a wait that cannot read the state of an accepted operation: says that the operation continues, and keeps its ID.</summary>
    internal static AksExtensionException ContinuesUnread(AksExtensionException failure, OperationKind kind)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(
            failure.ErrorId,
            And(failure.Message, $"{Doing(kind)} continues in Azure; only its state could not be read."),
            $"{failure.RecommendedAction} Then wait again with Get-AksClusterExtension ... | Wait-AksClusterExtension.",
            failure.InnerException)
        { Arm = failure.Arm, Target = failure.Target };
    }

    private static AksExtensionException Mismatch(
        string errorId, ClusterExtension existing, string parameter, string property, string expected, string? actual)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            errorId,
            $"{About(existing.Id)}{parameter} is {(actual is null ? "not set" : $"'{actual}'")}, not '{expected}', and Azure cannot change the {property}.",
            $"Check that this is the extension you mean, or omit -{parameter}.")
        { Target = existing.Id };
    }

    private static string Doing(OperationKind kind) => kind switch
    {
        OperationKind.Create => "Creating the extension",
        OperationKind.Update => "Updating the extension",
        _ => "Removing the extension",
    };

    // In a fleet many errors have the same text, so extension and cluster come first.
    private static string? About(string? target) => ResourceNames.Describe(target) is { } name ? $"{name}: " : null;

    // Only for failed changes: the answer of a gateway or about a missing cluster is not the cause of a failure.
    private static ExtensionDiagnosis? Diagnose(string? reasons) => FailureCauses.BuiltIn.Diagnose(reasons);

    // The error of the operation comes first, because statuses can be older. Those of a delete describe the installation, and are used only when
    // Azure returned no error of the delete.
    private static ExtensionDiagnosis? Diagnose(ExtensionOperation operation, string reasons, ArmError? arm) =>
        Diagnose(arm) ?? (operation.Operation == OperationKind.Delete && arm is not null ? null : Diagnose(reasons));

    private static ExtensionDiagnosis? Diagnose(ArmError? arm) => Diagnose(arm?.ToString());

    private static string? Because(ArmError? arm) => Because(arm?.ToString());

    private static string? Because(string? reasons) => string.IsNullOrEmpty(reasons) ? null : Environment.NewLine + reasons;

    // Azure's own words are separate lines, to which nothing is added.
    private static string And(string message, string sentence) =>
        message.Contains('\n', StringComparison.Ordinal) ? message + Environment.NewLine + sentence
        : message.EndsWith('.') || message.EndsWith(')') ? $"{message} {sentence}"
        : $"{message}. {sentence}";

    // A long value must not push the reason off the screen.
    internal static string Shorten(string value) => value.Length <= 200 ? value : $"{value[..100]}...{value[^20..]} ({value.Length} characters)";
}
