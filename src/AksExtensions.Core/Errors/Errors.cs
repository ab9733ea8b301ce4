using System.Globalization;
using AksExtensions.Diagnosis;

namespace AksExtensions;

/// <summary>
/// Every error of the module: a method's name is the error's id, and its message and recommended action stand beside it.
/// A message says what was refused and which value; the action says what to do. Neither ever holds a secret.
/// </summary>
public static class Errors
{
    // ---- Rules on parameters: nothing was sent ----

    /// <summary>A version was given, and automatic upgrade is on.</summary>
    public static AksExtensionException VersionNeedsAutoUpgradeOff(string version, string other) => new(
        nameof(VersionNeedsAutoUpgradeOff),
        $"-Version {version} pins the extension, and {other} lets Azure choose the version: the two exclude each other.",
        "Give -Version alone (automatic upgrade is then turned off), or leave -Version out.");

    /// <summary>A release train was given, and automatic upgrade is off.</summary>
    public static AksExtensionException ReleaseTrainNeedsAutoUpgrade(string releaseTrain, string other) => new(
        nameof(ReleaseTrainNeedsAutoUpgrade),
        $"-ReleaseTrain {releaseTrain} says where upgrades come from, and {other} turns automatic upgrade off: the two exclude each other.",
        $"Leave out -ReleaseTrain or {other}. A version that is published on that train alone needs both: then add -AllowPinnedTrain.");

    /// <summary>A namespace was given that does not go with the scope.</summary>
    public static AksExtensionException ScopeNamespaceMismatch(string detail) => new(
        nameof(ScopeNamespaceMismatch),
        detail,
        "Use -ReleaseNamespace with -Scope Cluster, or -TargetNamespace with -Scope Namespace. Either one alone implies its scope.");

    /// <summary>Namespace scope without a namespace.</summary>
    public static AksExtensionException TargetNamespaceRequired() => new(
        nameof(TargetNamespaceRequired),
        "-Scope Namespace needs to know which namespace.",
        "Add -TargetNamespace <name>.");

    /// <summary>The mode and the older switch for automatic upgrade together.</summary>
    public static AksExtensionException AutoUpgradeModeConflict() => new(
        nameof(AutoUpgradeModeConflict),
        "-AutoUpgradeMode and -AutoUpgradeMinorVersion set the same thing.",
        "Keep -AutoUpgradeMode (None, Patch or Compatible) and leave out -AutoUpgradeMinorVersion.");

    /// <summary>A part of the Marketplace plan is missing.</summary>
    public static AksExtensionException PlanIncomplete(string missing) => new(
        nameof(PlanIncomplete),
        $"A Marketplace plan has a name, a publisher and a product; missing: {missing}.",
        "Give -PlanName, -PlanPublisher and -PlanProduct together, or none of them.");

    /// <summary>A setting that cannot be sent.</summary>
    public static AksExtensionException SettingInvalid(string parameter, string detail, string action) => new(
        nameof(SettingInvalid), $"{parameter}: {detail}", action);

    /// <summary>One key in both kinds of settings.</summary>
    public static AksExtensionException SettingDuplicated(string key) => new(
        nameof(SettingDuplicated),
        $"The setting '{key}' is given both as a configuration setting and as a protected setting.",
        "Keep it in one of the two; a secret belongs in the protected settings.");

    /// <summary>A settings file that is not there or cannot be read.</summary>
    public static AksExtensionException SettingsFileNotFound(string path, string detail, Exception? inner = null) => new(
        nameof(SettingsFileNotFound),
        $"The settings file '{path}' {detail}.",
        "Check the path; it is relative to PowerShell's current location (Get-Location).",
        inner)
    { Target = path };

    /// <summary>A settings file that is not what it should be.</summary>
    public static AksExtensionException SettingsFileInvalid(string path, string detail, Exception? inner = null) => new(
        nameof(SettingsFileInvalid),
        $"The settings file '{path}' {detail}.",
        "A settings file is one JSON object in UTF-8, such as {\"key\": \"value\"}, of at most 1 MiB, without comments and without a key twice.",
        inner)
    { Target = path };

    /// <summary>A name that no extension can have.</summary>
    public static AksExtensionException ExtensionNameInvalid(string name) => new(
        nameof(ExtensionNameInvalid),
        $"'{Shorten(name)}' cannot be the name of an extension.",
        "A name has 1 to 253 of the letters a-z and A-Z, digits, '-' and '.', and starts with a letter or a digit.")
    { Target = name };

    /// <summary>A value that does not name a cluster.</summary>
    public static AksExtensionException ClusterIdInvalid(string value, string reason) => new(
        nameof(ClusterIdInvalid),
        $"'{Shorten(value)}' does not name a cluster: {reason}.",
        "Give an id such as /subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ContainerService/managedClusters/<name>, "
        + "an object that has one (Get-AzAksCluster), or a row with ResourceGroupName and ClusterName.")
    { Target = value };

    /// <summary>A provisioned cluster without its resource provider.</summary>
    public static AksExtensionException ClusterResourceProviderRequired(ClusterTypeInfo type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(
            nameof(ClusterResourceProviderRequired),
            "-ClusterType ProvisionedClusters does not say which resource provider the cluster belongs to.",
            $"Add -ClusterResourceProvider, for AKS hybrid {type.ResourceProvider}.");
    }

    /// <summary>An update without a change.</summary>
    public static AksExtensionException NothingToUpdate() => new(
        nameof(NothingToUpdate),
        "Nothing was given to update.",
        "Give at least one of -AutoUpgradeMinorVersion, -AutoUpgradeMode, -ReleaseTrain, -Version and the configuration settings. "
        + "-ExtensionType and -Scope are only checked: Azure cannot change them.");

    /// <summary>No extension was named where one is needed.</summary>
    public static AksExtensionException ExtensionNameRequired(string clusterId) => new(
        nameof(ExtensionNameRequired),
        $"The cluster '{clusterId}' was given without the name of an extension.",
        "Add -Name, or pipe an extension object or its resource id.")
    { Target = clusterId };

    /// <summary>No subscription was given, and there is not just one.</summary>
    /// <param name="found">The subscriptions that the caller may see, for the message.</param>
    public static AksExtensionException SubscriptionRequired(IReadOnlyList<string> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        const int Shown = 20;
        var list = found.Count == 0
            ? "This sign-in sees no enabled subscription."
            : $"This sign-in sees {found.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, found.Take(Shown))}"
                + (found.Count > Shown ? $"{Environment.NewLine}..." : null);
        return new(
            nameof(SubscriptionRequired),
            $"The cluster's subscription was not given. {list}",
            "Add -SubscriptionId, or name a default with Connect-AksExtension -SubscriptionId.");
    }

    /// <summary>A subscription was given by a name that does not lead to one subscription.</summary>
    /// <param name="name">The name.</param>
    /// <param name="reason">Why: a sentence without its end.</param>
    public static AksExtensionException SubscriptionNameUnknown(string name, string reason) => new(
        nameof(SubscriptionNameUnknown),
        $"'{Shorten(name)}' is not a subscription ID, and {reason}.",
        "Use the ID, a GUID, or the exact name of a subscription that you can see.")
    { Target = name };

    /// <summary>A change that is not made without a yes, and nobody to ask.</summary>
    /// <param name="extensionId">The extension.</param>
    /// <param name="reason">Why it is asked: a sentence without its end.</param>
    /// <param name="action">How to do without the question.</param>
    public static AksExtensionException ConfirmationRequired(string extensionId, string reason, string action) => new(
        nameof(ConfirmationRequired), $"{reason}, and there is nobody to ask.", action) { Target = extensionId };

    /// <summary>A filter that cannot be put into a query.</summary>
    public static AksExtensionException FilterInvalid(string parameter, string value, string reason) => new(
        nameof(FilterInvalid),
        $"-{parameter} '{Shorten(value)}' cannot be looked for: {reason}.",
        "Correct the value. A backtick before a wildcard character means the character itself.")
    { Target = value };

    /// <summary>What was given breaks a rule of the type of extension.</summary>
    public static AksExtensionException TypeRuleViolated(string extensionType, string rule, string wayOut) => new(
        nameof(TypeRuleViolated),
        $"This cannot be installed as '{extensionType}': {rule}",
        $"{wayOut} If the rule is wrong or no longer holds, add -SkipTypeRules.")
    { Target = extensionType };

    /// <summary>An object that is not an operation.</summary>
    public static AksExtensionException OperationInvalid(string detail, Exception? inner = null) => new(
        nameof(OperationInvalid),
        $"This is not an operation that can be waited for: {detail}.",
        "Give what -NoWait put out, also after Export-Clixml or ConvertTo-Json, or an extension.",
        inner);

    // ---- The connection ----

    /// <summary>A parameter of Connect-AksExtension that cannot be used.</summary>
    public static AksExtensionException ConnectionInvalid(string detail, string action, Exception? inner = null) => new(
        nameof(ConnectionInvalid), detail, action, inner);

    // ---- Azure's answers ----

    /// <summary>The extension is not there.</summary>
    public static AksExtensionException ExtensionNotFound(ExtensionReference extension, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return new(
            nameof(ExtensionNotFound),
            $"There is no extension '{extension.Name}' on the cluster '{extension.Cluster.Name}' (resource group '{extension.Cluster.ResourceGroupName}').",
            "List what is there with Get-AksClusterExtension without -Name.")
        { Arm = arm, Target = extension.Id };
    }

    /// <summary>The cluster or its resource group is not there.</summary>
    public static AksExtensionException ClusterNotFound(ClusterReference cluster, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new(
            nameof(ClusterNotFound),
            $"The cluster '{cluster.Name}' ({cluster.ClusterType}) was not found in the resource group '{cluster.ResourceGroupName}' "
            + $"of subscription {cluster.SubscriptionId}.{Because(arm)}",
            "Check the names, the subscription and -ClusterType.")
        { Arm = arm, Target = cluster.Id };
    }

    /// <summary>The extension is there already.</summary>
    public static AksExtensionException ExtensionAlreadyExists(ClusterExtension existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ExtensionAlreadyExists),
            $"The cluster '{existing.ClusterName}' already has an extension '{existing.Name}' ({existing.ExtensionType}, {existing.ProvisioningState}).",
            "Change it with Update-AksClusterExtension, choose another -Name, or add -Force to create it anew over the existing one.")
        { Target = existing.Id };
    }

    /// <summary>The instance is of another type than was said.</summary>
    public static AksExtensionException ExtensionTypeMismatch(ClusterExtension existing, string expected)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ExtensionTypeMismatch),
            $"The extension '{existing.Name}' is of type '{existing.ExtensionType}', not '{expected}', and Azure cannot change the type.",
            "Leave out -ExtensionType, or check that this is the extension you mean.")
        { Target = existing.Id };
    }

    /// <summary>The instance has another scope than was said.</summary>
    public static AksExtensionException ScopeMismatch(ClusterExtension existing, ExtensionScope expected)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new(
            nameof(ScopeMismatch),
            $"The extension '{existing.Name}' has the scope {existing.Scope ?? "(unknown)"}, not {expected}, and Azure cannot change the scope.",
            "Leave out -Scope, or remove the extension and create it with the other scope.")
        { Target = existing.Id };
    }

    /// <summary>A service manages the instance.</summary>
    public static AksExtensionException ManagedExtension(string extensionId, string manager, ArmError? arm = null) => new(
        nameof(ManagedExtension),
        $"{About(extensionId)}{manager} manages this extension; it cannot be changed or removed here.{Because(arm)}",
        "Turn the feature on or off where it is managed, for AKS features with az aks or Az.Aks.")
    { Arm = arm, Target = extensionId, Diagnosis = Diagnose($"The extension is managed by {manager}.") };

    /// <summary>Azure does not know the caller.</summary>
    public static AksExtensionException AuthenticationFailed(string detail, string action, ArmError? arm = null, Exception? inner = null) => new(
        nameof(AuthenticationFailed), $"Signing in to Azure failed: {detail}{Because(arm)}", action, inner)
    { Arm = arm };

    /// <summary>The sign-in was made without multifactor authentication, which Azure requires for this request.</summary>
    public static AksExtensionException MfaRequired(string target, ArmError arm) => new(
        nameof(MfaRequired),
        $"{About(target)}Azure requires multifactor authentication (MFA) for this, and you signed in without it.{Because(arm)}",
        "Sign in again with MFA (Connect-AzAccount or az login). An unattended script needs a managed identity or a service principal instead of "
        + "a user account.")
    { Arm = arm, Target = target };

    /// <summary>The caller may not do this.</summary>
    public static AksExtensionException AuthorizationFailed(string target, ArmError arm) => new(
        nameof(AuthorizationFailed),
        $"{About(target)}You don't have permission for this.{Because(arm)}",
        "Ask for a role on the cluster that includes the action named above, such as Kubernetes Extension Contributor, then sign in again.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

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

    /// <summary>Azure does not offer the api-version that was asked for.</summary>
    /// <param name="target">What was asked about.</param>
    /// <param name="arm">The answer.</param>
    /// <param name="newest">The newest api-version that Azure offers instead; null when it named none, or when the connection does not choose it.</param>
    public static AksExtensionException ApiVersionNotSupported(string target, ArmError arm, string? newest) => new(
        nameof(ApiVersionNotSupported),
        $"{About(target)}Azure does not offer this resource in the api-version that was asked for.{Because(arm)}",
        newest is null
            ? "Check that the endpoint of Connect-AksExtension belongs to the cloud of this cluster."
            : $"Connect again with Connect-AksExtension -ApiVersion {newest}.")
    { Arm = arm, Target = target };

    /// <summary>The version or type is not available here.</summary>
    public static AksExtensionException ExtensionVersionNotFound(string target, ArmError arm) => new(
        nameof(ExtensionVersionNotFound),
        $"{About(target)}That version or extension type is not available for this cluster.{Because(arm)}",
        "Check -ExtensionType, -Version and -ReleaseTrain, and whether the type is offered in the cluster's region.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>The list of types is not available in this subscription or cloud.</summary>
    public static AksExtensionException ExtensionTypesUnavailable(string target, ArmError arm) => new(
        nameof(ExtensionTypesUnavailable),
        $"{About(target)}This subscription or cloud does not offer the list of extension types, which is a preview.{Because(arm)}",
        "Register the provider Microsoft.KubernetesConfiguration and the feature ExtensionTypes in the subscription. "
        + "Get-AksClusterExtensionType also shows what the module's own catalogue knows.")
    { Arm = arm, Target = target };

    /// <summary>Another operation is under way.</summary>
    public static AksExtensionException OperationConflict(string target, ArmError arm) => new(
        nameof(OperationConflict),
        $"{About(target)}Another operation is still in progress.{Because(arm)}",
        "Wait for that operation to finish (Wait-AksClusterExtension), then try again.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>A lock forbids the change.</summary>
    public static AksExtensionException ScopeLocked(string target, ArmError arm) => new(
        nameof(ScopeLocked),
        $"{About(target)}A lock protects this resource.{Because(arm)}",
        "Ask to have the lock named above removed, or leave the resource as it is.")
    { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };

    /// <summary>Azure asked to slow down until the patience ended.</summary>
    public static AksExtensionException Throttled(string target, ArmError arm) => new(
        nameof(Throttled),
        $"{About(target)}Azure Resource Manager is limiting the requests of this subscription.{Because(arm)}",
        "Try again in a few minutes; other tools that use the same subscription count too.")
    { Arm = arm, Target = target };

    /// <summary>Azure, or the way to it, does not work.</summary>
    public static AksExtensionException ServiceUnavailable(string target, string detail, ArmError? arm = null, Exception? inner = null) => new(
        nameof(ServiceUnavailable),
        $"{About(target)}Azure Resource Manager did not answer as it should: {detail}{Because(arm)}",
        arm is null
            ? "Try again later; check the network, the proxy and https://status.azure.com."
            : "Try again later; check https://status.azure.com.",
        inner)
    { Arm = arm, Target = target };

    /// <summary>Azure refused the request for another reason.</summary>
    public static AksExtensionException RequestRefused(string target, ArmError arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        return new(
            nameof(RequestRefused),
            $"{About(target)}Azure refused the request (HTTP {arm.Status.ToString(CultureInfo.InvariantCulture)}).{Because(arm)}",
            "Correct what the message names. -Verbose shows the request's path.")
        { Arm = arm, Target = target, Diagnosis = Diagnose(arm) };
    }

    /// <summary>An answer that is not what ARM promises.</summary>
    /// <param name="target">What was asked about: an id, or the path of a list.</param>
    /// <param name="detail">What is wrong with the answer.</param>
    /// <param name="arm">The answer, as far as it could be read; null when not even its status is known.</param>
    /// <param name="inner">Why it could not be read.</param>
    public static AksExtensionException AnswerInvalid(string target, string detail, ArmError? arm, Exception? inner = null) => new(
        nameof(AnswerInvalid),
        $"{About(target)}The answer is not one of Azure Resource Manager: {detail}.{(arm?.RequestId is null ? null : $" (x-ms-request-id {arm.RequestId})")}",
        "Check that no proxy or firewall answers in Azure's place, and the endpoint of Connect-AksExtension.",
        inner)
    { Arm = arm, Target = target };

    /// <summary>A link that leads away from the connection's host.</summary>
    public static AksExtensionException ForeignHostRefused(string source, string link, Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new(
            nameof(ForeignHostRefused),
            // The link's path is left out: whoever sent the link chose what stands in it.
            $"{source} points to '{Shorten(link)}', which is not the host of this connection ({endpoint.Authority}); nothing was sent there.",
            "A sign-in goes to one host alone. If a proxy or a private cloud rewrites links, connect to the host that it uses.")
        { Target = link };
    }

    /// <summary>As many clusters failed as were allowed to.</summary>
    public static AksExtensionException MaxErrorCountReached(int count) => new(
        nameof(MaxErrorCountReached),
        $"{count} clusters failed, which is what -MaxErrorCount allows; the others were not worked on.",
        "Mend the cause that the errors above name, then run the command again for the clusters that are left.");

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
            $"The entries for '{name}' at {first} and {second} of the baseline '{path}' both take {string.Join(", ", clusters.Take(Shown))}"
            + $"{(clusters.Count > Shown ? $" and {clusters.Count - Shown} more" : null)}; '{name}' is left alone there.",
            "Give the two entries clusters that exclude each other.")
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

    // ---- Operations ----

    /// <summary>The operation ended in failure.</summary>
    public static AksExtensionException OperationFailed(ExtensionOperation operation, string reasons, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationFailed),
            $"The {Name(operation)} failed.{Because(reasons)}",
            operation.Operation == OperationKind.Create
                ? "Mend the cause and run New-AksClusterExtension again: a Failed extension may be created anew. Get-AksClusterExtension shows its statuses."
                : "Mend the cause and try again. Get-AksClusterExtension shows the extension's statuses.")
        { Arm = arm, Target = operation.Extension.Id, Diagnosis = Diagnose(operation, reasons, arm) };
    }

    /// <summary>The operation was cancelled in Azure.</summary>
    public static AksExtensionException OperationCanceled(ExtensionOperation operation, string reasons, ArmError? arm = null)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationCanceled),
            $"The {Name(operation)} was canceled in Azure.{Because(reasons)}",
            "See in the cluster's activity log who canceled it, then try again.")
        { Arm = arm, Target = operation.Extension.Id };
    }

    /// <summary>The patience ended before the operation did.</summary>
    public static AksExtensionException OperationTimedOut(ExtensionOperation operation, TimeSpan timeout, string? lastReadFailure)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(
            nameof(OperationTimedOut),
            $"The {Name(operation)} was still {operation.Status} after "
            + $"{timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s. It goes on in Azure."
            + (lastReadFailure is null ? null : $" Its state could not be read at last: {lastReadFailure}"),
            "Wait again with Get-AksClusterExtension ... | Wait-AksClusterExtension, or give more time with -TimeoutSeconds.")
        { Target = operation.Extension.Id };
    }

    // In a fleet many operations fail with the same words: which it was has to be said.
    private static string Name(ExtensionOperation operation)
    {
        var word = operation.Operation switch
        {
            OperationKind.Create => "create",
            OperationKind.Update => "update",
            _ => "delete",
        };
        var cluster = operation.Extension.Cluster;
        return $"{word} of the extension '{operation.ExtensionName}' on the cluster '{cluster.Name}' (resource group '{cluster.ResourceGroupName}')";
    }

    // In a fleet many errors say the same: which extension and cluster each is about comes first.
    private static string? About(string? target) => ResourceNames.Describe(target) is { } name ? $"{name}: " : null;

    // Of a failed change alone: what a gateway or a missing cluster says is not why an extension fails.
    private static ExtensionDiagnosis? Diagnose(string? reasons) => FailureCauses.BuiltIn.Diagnose(reasons);

    // The operation's own error comes first: the statuses may be older than it. Those of a delete tell how the instance was installed, and
    // are heard only when Azure gave no error of the delete.
    private static ExtensionDiagnosis? Diagnose(ExtensionOperation operation, string reasons, ArmError? arm) =>
        Diagnose(arm) ?? (operation.Operation == OperationKind.Delete && arm is not null ? null : Diagnose(reasons));

    private static ExtensionDiagnosis? Diagnose(ArmError? arm) => Diagnose(arm?.ToString());

    private static string? Because(ArmError? arm) => Because(arm?.ToString());

    private static string? Because(string? reasons) => string.IsNullOrEmpty(reasons) ? null : Environment.NewLine + reasons;

    // A key of 10,000 characters must not push the reason off the screen.
    internal static string Shorten(string value) => value.Length <= 200 ? value : $"{value[..100]}...{value[^20..]} ({value.Length} characters)";
}
