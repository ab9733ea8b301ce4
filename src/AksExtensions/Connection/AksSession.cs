using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AksExtensions.Arm;
using AksExtensions.Completion;
using AksExtensions.Loading;
using AksExtensions.Pipeline;

namespace AksExtensions.Connection;

/// <summary>The connection of one runspace. Two runspaces of one process may be connected to different clouds.</summary>
internal sealed class AksSession : IDisposable
{
    // Keyed by the runspace itself, so that a session ends with its runspace.
    private static readonly ConditionalWeakTable<Runspace, AksSession> Sessions = [];

    // Runspaces in which the user ran Disconnect-AksExtension.
    private static readonly ConditionalWeakTable<Runspace, object> Disconnected = [];

    private readonly Lazy<IArmService> _service;
    private readonly Lazy<IArmService> _quietService;
    private readonly bool _isImplicit;
    private string? _subscriptionId;
    private IReadOnlyList<SubscriptionInfo>? _subscriptions;

    /// <summary>A session of Connect-AksExtension.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="thread">Runs code on the pipeline's thread.</param>
    /// <param name="azPowerShell">Az.Accounts, when tokens may come from there; else null.</param>
    public AksSession(ArmConnection connection, PipelineThread thread, AzPowerShell? azPowerShell)
    {
        AzureLoadContext.Rehearse();
        AzPowerShell = azPowerShell;
        connection = connection with { Budget = new(connection.TimeProvider) };
        Connection = connection;
        Thread = thread;
        Answers = new(connection.TimeProvider);
        _subscriptionId = connection.SubscriptionId;
        _service = new(() => AzureLoadContext.Factory.Create(connection));
        _quietService = new(() => _service.Value.Quiet());
    }

    private AksSession(AzPowerShell? signIn, PipelineThread thread, PSHost? host)
        : this(
            new()
            {
                Endpoint = (signIn?.Cloud ?? AzureCloud.Public).Endpoint,
                Audience = (signIn?.Cloud ?? AzureCloud.Public).Audience,
                SubscriptionId = signIn?.SubscriptionId,
                SignIn = SignInOf(TokenSource.Auto, signIn, thread, (signIn?.Cloud ?? AzureCloud.Public).Audience, host),
            },
            thread,
            signIn)
    {
        _isImplicit = true;
    }

    /// <summary>The session of this runspace; null when it is not connected.</summary>
    public static AksSession? Current => Sessions.TryGetValue(Runspace.DefaultRunspace, out var session) ? session : null;

    public ArmConnection Connection { get; private set; }

    /// <summary>Az.Accounts, when tokens may come from there; else null.</summary>
    public AzPowerShell? AzPowerShell { get; }

    /// <summary>Runs code on the pipeline's thread of this session.</summary>
    public PipelineThread Thread { get; }

    /// <summary>What completion has learned in this session.</summary>
    public AnswerCache Answers { get; }

    /// <summary>The service as completion uses it.</summary>
    public IArmService QuietService => _quietService.Value;

    /// <summary>The service. The first use loads the Azure SDK; nothing is sent.</summary>
    public IArmService Service => _service.Value;

    /// <summary>The connection without its secrets.</summary>
    public AksExtensionContext Context
    {
        get
        {
            var signedIn = _service.IsValueCreated ? _service.Value.SignedIn : null;
            return new()
            {
                Endpoint = Connection.Endpoint,
                Audience = Connection.Audience,
                TokenSource = Connection.SignIn.Source.ToString(),
                ActiveTokenSource = signedIn?.Source.ToString(),
                Account = signedIn?.Account ?? (signedIn?.Source == TokenSource.AzPowerShell ? AzPowerShell?.Account : null),
                SubscriptionId = Connection.SubscriptionId,
                TenantId = Connection.SignIn.TenantId ?? signedIn?.TenantId,
                ApiVersion = Connection.ApiVersion,
            };
        }
    }

    /// <summary>
    /// The session that a command uses: the connected one; otherwise one that signs in with the first source available. That one follows
    /// Az.Accounts when the user switches to another account, tenant or subscription. A job keeps the session that it was started with.
    /// </summary>
    /// <exception cref="AksExtensionException"><c>ConnectionRequired</c>: another runspace of this process has a different connection.</exception>
    public static AksSession Of(PSCmdlet cmdlet)
    {
        var current = Current;
        if (current is { _isImplicit: false } || (current is not null && CommandJob.Current is not null))
        {
            return current;
        }

        var signIn = AksExtensions.Connection.AzPowerShell.Find(PipelineEngine.Of(cmdlet));
        return current is not null && current.AzPowerShell == signIn ? current
            : Elsewhere(signIn) is { } other
                ? throw Errors.ConnectionRequired($"{other.Connection.Endpoint.GetLeftPart(UriPartial.Authority)} ({other.Connection.SignIn.Source})")
            : Enter(signIn, cmdlet.Host);
    }

    /// <summary>
    /// The session for completion: the current one, or the one that a command would get from Az.Accounts. Null where a command would first have
    /// to find a way to sign in: completion must not sign anyone in.
    /// </summary>
    public static AksSession? Find(PipelineEngine engine)
    {
        var current = Current;
        if (current is { _isImplicit: false })
        {
            return current;
        }

        var signIn = AksExtensions.Connection.AzPowerShell.Find(engine);
        return current is not null && current.AzPowerShell == signIn ? current
            : signIn is null || Elsewhere(signIn) is not null ? null
            : Enter(signIn, host: null);
    }

    /// <summary>A sign-in with what only a session has: Az.Accounts, and whether it is interactive.</summary>
    public static SignIn SignInOf(TokenSource source, AzPowerShell? azPowerShell, PipelineThread thread, string audience, PSHost? host, string? tenantId = null) => new()
    {
        Source = source,
        TenantId = tenantId ?? azPowerShell?.TenantId,
        AuthorityHost = azPowerShell?.Cloud.AuthorityHost,
        IsInteractive = Person.IsAt(host),
        Tell = thread.Tell,
        AzPowerShell = azPowerShell is null ? null : cancellationToken => thread.InvokeAsync(
            running => azPowerShell.GetToken(running, audience, tenantId ?? azPowerShell.TenantId), cancellationToken),
        AzPowerShellFor = azPowerShell is null ? null : (other, cancellationToken) => thread.InvokeAsync(
            running => azPowerShell.GetToken(running, other, tenantId ?? azPowerShell.TenantId), cancellationToken),
    };

    /// <summary>
    /// The subscription of clusters that are specified without one: that of the connection; otherwise that of az login, if it is the source of
    /// the sign-in; otherwise the only subscription that the sign-in can see.
    /// </summary>
    /// <param name="signIn">Signs in and returns the source that succeeded; called only when it matters.</param>
    /// <param name="list">Lists the subscriptions; called only when nothing else decides.</param>
    /// <exception cref="AksExtensionException"><c>SubscriptionRequired</c>, with the available subscriptions.</exception>
    public string DefaultSubscription(Func<TokenSource> signIn, Func<IReadOnlyList<SubscriptionInfo>> list)
    {
        if (_subscriptionId is not null)
        {
            return _subscriptionId;
        }

        // Another identity's default would be a guess: a service principal from the environment is not the user of az login.
        if (AzureCloud.Find(Connection.Endpoint) is { } cloud
            && AzureCliProfile.FindDefaultSubscription(cloud.Name, Connection.SignIn.TenantId) is { } subscription
            && Connection.SignIn.Source is TokenSource.AzureCli or TokenSource.Auto
            && (Connection.SignIn.Source == TokenSource.AzureCli || signIn() == TokenSource.AzureCli))
        {
            _subscriptionId = subscription;
        }

        if (_subscriptionId is null)
        {
            var enabled = ListOnce(list).Where(subscription => subscription.State is null or "Enabled" or "Warned" or "PastDue").ToList();
            _subscriptionId = enabled is [var only]
                ? only.Id
                : throw Errors.SubscriptionRequired(enabled.Select(subscription => $"{subscription.Id} {subscription.Name}").ToList());
        }

        return _subscriptionId;
    }

    /// <summary>Sets the subscription of clusters that are specified without one.</summary>
    public void ChooseSubscription(string id)
    {
        _subscriptionId = id;
        Connection = Connection with { SubscriptionId = id };
    }

    /// <summary>Finds the ID of a subscription by its name, ignoring case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="list">Lists the subscriptions; called once in a session.</param>
    /// <exception cref="AksExtensionException"><c>SubscriptionNameUnknown</c>.</exception>
    public string SubscriptionNamed(string name, Func<IReadOnlyList<SubscriptionInfo>> list)
    {
        // An impossible name costs no request.
        if (name.Length > 200 || name.Any(character => char.IsControl(character) || character == '/'))
        {
            throw Errors.SubscriptionNameUnknown(name, "it cannot be a subscription name");
        }

        return ListOnce(list).Where(subscription => name.Equals(subscription.Name, StringComparison.OrdinalIgnoreCase)).Select(subscription => subscription.Id).ToList() switch
        {
            [var only] => only,
            [] => throw Errors.SubscriptionNameUnknown(name, "the signed-in account can see no subscription with this name"),
            var several => throw Errors.SubscriptionNameUnknown(name, $"the signed-in account can see several with this name: {string.Join(", ", several)}"),
        };
    }

    /// <summary>Makes this the session of the runspace and ends its previous one.</summary>
    public void Enter()
    {
        Leave();
        Sessions.Add(Runspace.DefaultRunspace, this);
    }

    private IReadOnlyList<SubscriptionInfo> ListOnce(Func<IReadOnlyList<SubscriptionInfo>> list) => _subscriptions ??= list();

    // A thread job or ForEach-Object -Parallel does not see its caller's connection. A sign-in that it finds by itself may be another identity in
    // another cloud, where it must not change anything.
    private static AksSession? Elsewhere(AzPowerShell? signIn)
    {
        var own = Runspace.DefaultRunspace;
        return Disconnected.TryGetValue(own, out _)
            ? null
            : Sessions
                .Where(other => other.Key != own && other.Key.RunspaceStateInfo.State == RunspaceState.Opened)
                .Select(other => other.Value)
                .FirstOrDefault(other => !other._isImplicit || other.AzPowerShell != signIn);
    }

    private static AksSession Enter(AzPowerShell? signIn, PSHost? host)
    {
        var session = new AksSession(signIn, new PipelineThread(), host);
        session.Enter();
        return session;
    }

    /// <summary>Lends this session to another runspace, a job's.</summary>
    public void Enter(Runspace runspace) => Sessions.Add(runspace, this);

    /// <summary>Ends the session of this runspace. Its next command signs in with the first source available.</summary>
    public static void Disconnect()
    {
        Leave();
        Disconnected.AddOrUpdate(Runspace.DefaultRunspace, Disconnected);
    }

    /// <summary>Ends the session of this runspace.</summary>
    public static void Leave()
    {
        var session = Current;
        Sessions.Remove(Runspace.DefaultRunspace);
        session?.Dispose();
    }

    public void Dispose()
    {
        Answers.Dispose();
        if (_service.IsValueCreated)
        {
            _service.Value.Dispose();
        }
    }
}
