using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>Creates the credential of a sign-in: one enum, one switch.</summary>
internal static class TokenSources
{
    private static readonly TimeSpan CliTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Creates the credential.</summary>
    /// <param name="signIn">How to sign in.</param>
    /// <param name="transport">The transport of the connection, so that its certificate authority also applies to the sign-in.</param>
    /// <param name="timeProvider">The clock for tokens.</param>
    public static CachingCredential Create(SignIn signIn, HttpPipelineTransport transport, TimeProvider timeProvider) =>
        new(signIn.Source, Create(signIn.Source, signIn, transport), timeProvider);

    private static TokenCredential Create(TokenSource source, SignIn signIn, HttpPipelineTransport transport) => source switch
    {
        TokenSource.Auto => new AutoCredential(
            AutoOrder(signIn).Select(candidate => (candidate, Create(candidate, signIn, transport))).ToArray()),
        _ when AuthorityRefusal(source, signIn) is { } refusal => new SessionCredential(_ => Task.FromException<SessionToken>(refusal)),
        TokenSource.AzPowerShell => new SessionCredential(signIn.AzPowerShell ?? throw AzPowerShellMissing(), signIn.AzPowerShellFor),
        TokenSource.AzureCli => new AzureCliCredential(Options(new AzureCliCredentialOptions { TenantId = signIn.TenantId, ProcessTimeout = CliTimeout }, signIn, transport)),
        TokenSource.ManagedIdentity => ManagedIdentity(signIn, transport),
        TokenSource.Environment when OtherIdentity(signIn) is { } other => new SessionCredential(_ => Task.FromException<SessionToken>(other)),
        TokenSource.Environment => new EnvironmentCredential(Options(new EnvironmentCredentialOptions(), signIn, transport)),
        TokenSource.WorkloadIdentity => new WorkloadIdentityCredential(WorkloadIdentity(signIn, transport)),
        TokenSource.Interactive or TokenSource.DeviceCode when !signIn.IsInteractive => throw Unattended(source),
        TokenSource.Interactive => new InteractiveBrowserCredential(
            Options(new InteractiveBrowserCredentialOptions { TenantId = signIn.TenantId, ClientId = signIn.ClientId ?? DefaultClientId }, signIn, transport)),
        TokenSource.DeviceCode => new DeviceCodeCredential(DeviceCode(signIn, transport)),
        TokenSource.ServicePrincipal when signIn.ClientSecret is { } secret => new ClientSecretCredential(
            signIn.TenantId, signIn.ClientId, secret.Reveal(), Options(new ClientSecretCredentialOptions(), signIn, transport)),
        TokenSource.ServicePrincipal => ServicePrincipalCertificate.Create(
            signIn, Options(new ClientCertificateCredentialOptions { SendCertificateChain = true }, signIn, transport)),
        TokenSource.AccessToken => new SessionCredential(
            _ => Task.FromResult(new SessionToken(signIn.AccessToken!, DateTimeOffset.MaxValue))),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };

    /// <summary>
    /// The sources of Auto, in order. Only in an interactive session is the last one interactive. A client ID excludes sources with their own
    /// sign-in, which would be another identity than the requested one.
    /// </summary>
    internal static IReadOnlyList<TokenSource> AutoOrder(SignIn signIn)
    {
        // Users expect the sign-in of the session, and it is the only one that needs no child process and no request.
        if (signIn is { AzPowerShell: not null, ClientId: null })
        {
            return [TokenSource.AzPowerShell];
        }

        if (IsAzureAutomation)
        {
            return [TokenSource.ManagedIdentity];
        }

        var order = new List<TokenSource> { TokenSource.Environment, TokenSource.WorkloadIdentity };
        // Without an endpoint in the environment, a managed identity is searched on the network, which takes seconds when there is none.
        if (IsSet("IDENTITY_ENDPOINT") || IsSet("MSI_ENDPOINT"))
        {
            order.Add(TokenSource.ManagedIdentity);
        }

        if (signIn.ClientId is null)
        {
            order.Add(TokenSource.AzureCli);
        }

        if (signIn.IsInteractive)
        {
            order.Add(HasBrowser ? TokenSource.Interactive : TokenSource.DeviceCode);
        }

        return order;
    }

    // The public client of Azure CLI, to which users of Azure have consented.
    private const string DefaultClientId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    private static bool IsAzureAutomation =>
        IsSet("IDENTITY_ENDPOINT")
        && Environment.GetEnvironmentVariable("AZUREPS_HOST_ENVIRONMENT")?.StartsWith("AzureAutomation", StringComparison.OrdinalIgnoreCase) == true;

    private static bool HasBrowser => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY");

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private static T Options<T>(T options, SignIn signIn, HttpPipelineTransport transport)
        where T : TokenCredentialOptions
    {
        options.Transport = new SignInTransport(transport);
        if (signIn.AuthorityHost is { } authority)
        {
            options.AuthorityHost = authority;
        }

        // Microsoft can confirm only its own authorities.
        switch (options)
        {
            case ClientSecretCredentialOptions secret:
                secret.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
            case ClientCertificateCredentialOptions certificate:
                certificate.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
            case EnvironmentCredentialOptions environment:
                environment.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
            case WorkloadIdentityCredentialOptions workload:
                workload.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
            case InteractiveBrowserCredentialOptions browser:
                browser.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
            case DeviceCodeCredentialOptions device:
                device.DisableInstanceDiscovery = !signIn.IsKnownAuthority;
                break;
        }

        return options;
    }

    private static TokenCredential ManagedIdentity(SignIn signIn, HttpPipelineTransport transport)
    {
        // As in all Azure SDKs, the variable selects the user-assigned identity when none is specified.
        var clientId = signIn.ClientId ?? (IsSet("AZURE_CLIENT_ID") ? Environment.GetEnvironmentVariable("AZURE_CLIENT_ID") : null);
        // ManagedIdentityCredential exchanges a federated token if there is one, which is another identity. As a part of DefaultAzureCredential
        // it does not.
        return IsSet("AZURE_FEDERATED_TOKEN_FILE")
            ? new DefaultAzureCredential(Options(ManagedIdentityAlone(clientId), signIn, transport))
            : new ManagedIdentityCredential(
                Options(
                    new ManagedIdentityCredentialOptions(
                        clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId)),
                    signIn, transport));
    }

    private static DefaultAzureCredentialOptions ManagedIdentityAlone(string? clientId) => new()
    {
        ManagedIdentityClientId = clientId,
        ExcludeWorkloadIdentityCredential = true,
        ExcludeEnvironmentCredential = true,
        ExcludeAzureCliCredential = true,
        ExcludeAzureDeveloperCliCredential = true,
        ExcludeAzurePowerShellCredential = true,
        ExcludeInteractiveBrowserCredential = true,
        ExcludeVisualStudioCredential = true,
        ExcludeVisualStudioCodeCredential = true,
        ExcludeBrokerCredential = true,
    };

    private static WorkloadIdentityCredentialOptions WorkloadIdentity(SignIn signIn, HttpPipelineTransport transport)
    {
        var options = Options(new WorkloadIdentityCredentialOptions(), signIn, transport);
        // Set only when specified, because the defaults are the environment variables.
        options.TenantId = signIn.TenantId ?? options.TenantId;
        options.ClientId = signIn.ClientId ?? options.ClientId;
        return options;
    }

    private static DeviceCodeCredentialOptions DeviceCode(SignIn signIn, HttpPipelineTransport transport) => Options(
        new DeviceCodeCredentialOptions
        {
            TenantId = signIn.TenantId,
            ClientId = signIn.ClientId ?? DefaultClientId,
            DeviceCodeCallback = (code, _) =>
            {
                signIn.Tell?.Invoke(code.Message);
                return Task.CompletedTask;
            },
        },
        signIn,
        transport);

    // The environment's sign-in uses only its own tenant and application; for others, the token would belong to the wrong identity.
    private static AksExtensionException? OtherIdentity(SignIn signIn)
    {
        foreach (var (variable, asked) in (ReadOnlySpan<(string, string?)>)[("AZURE_TENANT_ID", signIn.TenantId), ("AZURE_CLIENT_ID", signIn.ClientId)])
        {
            if (asked is not null && IsSet(variable) && !asked.Equals(Environment.GetEnvironmentVariable(variable), StringComparison.OrdinalIgnoreCase))
            {
                return Errors.AuthenticationFailed(
                    $"{variable} is not '{asked}', which you specified.", $"Change {variable}, or use another -TokenSource.");
            }
        }

        return null;
    }

    // Azure.Identity uses it when no authority is specified, and throws for an invalid value before it signs in.
    private static AksExtensionException? AuthorityRefusal(TokenSource source, SignIn signIn)
    {
        const string Variable = "AZURE_AUTHORITY_HOST";
        return signIn.AuthorityHost is null
            && source is TokenSource.Environment or TokenSource.WorkloadIdentity or TokenSource.Interactive or TokenSource.DeviceCode or TokenSource.ServicePrincipal
            && IsSet(Variable)
            && !(Uri.TryCreate(Environment.GetEnvironmentVariable(Variable), UriKind.Absolute, out var authority) && authority.Scheme == Uri.UriSchemeHttps)
                ? Errors.AuthenticationFailed(
                    $"{Variable} is '{Environment.GetEnvironmentVariable(Variable)}', which is not an https address.",
                    $"Set {Variable} to an address such as https://login.microsoftonline.com/, or remove it.")
                : null;
    }

    private static AksExtensionException Unattended(TokenSource source) => Errors.AuthenticationFailed(
        $"{source} needs an interactive session, and this one is unattended (a job, a runbook, a build, pwsh -NonInteractive or redirected input).",
        "Use -TokenSource ManagedIdentity, WorkloadIdentity, Environment or AzureCli, or run the command in a console.");

    private static AksExtensionException AzPowerShellMissing() => Errors.AuthenticationFailed(
        "the module Az.Accounts is not loaded or not connected in this session.", "Run Connect-AzAccount, or use another -TokenSource.");
}
