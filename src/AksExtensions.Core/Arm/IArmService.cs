namespace AksExtensions.Arm;

/// <summary>
/// Azure Resource Manager, as far as this module needs it: the one contract between the engine and the Azure SDK, with one small client for each
/// kind of resource. Every method of a client sends one request (a list: one for each page) and retries it while Azure is busy; every failure is
/// an <see cref="AksExtensionException"/>.
/// </summary>
public interface IArmService : IDisposable
{
    /// <summary>The extensions of clusters, and their operations.</summary>
    IExtensionClient Extensions { get; }

    /// <summary>The extension types that can be installed, and their versions.</summary>
    IExtensionTypeClient ExtensionTypes { get; }

    /// <summary>The clusters.</summary>
    IClusterClient Clusters { get; }

    /// <summary>The objects in clusters, as resources of Azure.</summary>
    IKubernetesResourceClient KubernetesResources { get; }

    /// <summary>Commands in AKS clusters.</summary>
    IRunCommandClient Commands { get; }

    /// <summary>Other resources that extensions depend on.</summary>
    IResourceClient Resources { get; }

    /// <summary>The sizes of nodes.</summary>
    IVmSizeClient VmSizes { get; }

    /// <summary>The permissions of the caller, and locks.</summary>
    IAccessClient Access { get; }

    /// <summary>Role assignments.</summary>
    IRoleAssignmentClient RoleAssignments { get; }

    /// <summary>Subscriptions, and the resource providers that they use.</summary>
    ISubscriptionClient Subscriptions { get; }

    /// <summary>Everything in all subscriptions, from Azure Resource Graph.</summary>
    IEstateClient Estate { get; }

    /// <summary>Who is signed in; null until there was a token.</summary>
    SignedIn? SignedIn { get; }

    /// <summary>The same service for one command: reports every request sent through it, and keeps that command's secrets out of answers.</summary>
    /// <param name="onRequest">Called on any thread, once for each request that was answered or failed; null means that there is no listener.</param>
    /// <param name="onPause">
    /// Called on any thread before a wait that Azure or a fault imposes, once for each wait and subscription; null to ignore.
    /// </param>
    IArmService Observe(Action<ArmExchange>? onRequest, Action<ArmPause>? onPause = null);

    /// <summary>Reports to <c>onPause</c> that requests of a subscription wait for Azure, where the caller and not a request of this service waits.</summary>
    /// <param name="subscriptionId">The subscription.</param>
    /// <param name="duration">How long from now on.</param>
    void ReportPause(string subscriptionId, TimeSpan duration);

    /// <summary>
    /// The same service for background questions: it signs in without ever asking a person, and gives up at the first fault or 429 instead of
    /// trying again.
    /// </summary>
    IArmService Quiet();

    /// <summary>Signs in without a request to ARM, so that a failure is reported early.</summary>
    /// <returns>The source of the token; with Auto, the selected one.</returns>
    /// <exception cref="AksExtensionException"><c>AuthenticationFailed</c>.</exception>
    Task<TokenSource> SignInAsync(CancellationToken cancellationToken);
}
