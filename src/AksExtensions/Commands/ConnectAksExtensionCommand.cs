using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Connection;
using AksExtensions.Parameters.Completion;
using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Connects this session to an Azure Resource Manager. Signs in without a request to Azure Resource Manager.</summary>
[Cmdlet(VerbsCommunications.Connect, "AksExtension", DefaultParameterSetName = BySource)]
[OutputType(typeof(AksExtensionContext))]
public sealed partial class ConnectAksExtensionCommand : AksCmdlet
{
    private const string BySource = nameof(BySource);
    private const string ByCredential = nameof(ByCredential);
    private const string ByCertificate = nameof(ByCertificate);
    private const string ByAccessToken = nameof(ByAccessToken);
    private AksSession? _new;

    /// <summary>The source of the access token. Default: Auto, which uses the sign-in that the session has.</summary>
    [Parameter(ParameterSetName = BySource)]
    [ValidateSet("Auto", "AzPowerShell", "AzureCli", "ManagedIdentity", "Environment", "WorkloadIdentity", "Interactive", "DeviceCode")]
    public TokenSource TokenSource { get; set; } = TokenSource.Auto;

    /// <summary>The client ID and secret of a service principal.</summary>
    [Parameter(ParameterSetName = ByCredential, Mandatory = true)]
    [ValidateNotNull]
    [Credential]
    [NotAFile]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The certificate of a service principal, with its private key: a PEM or PFX file.</summary>
    [Parameter(ParameterSetName = ByCertificate, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string CertificatePath { get; set; } = string.Empty;

    /// <summary>The password of the PFX file, or of the private key in the PEM file.</summary>
    [Parameter(ParameterSetName = ByCertificate)]
    [ValidateNotNull]
    [SecureStringOnly]
    [NotAFile]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The access token, without "Bearer". It cannot be renewed.</summary>
    [Parameter(ParameterSetName = ByAccessToken, Mandatory = true)]
    [ValidateNotNull]
    [SecureStringOnly]
    [NotAFile]
    public SecureString AccessToken { get; set; } = null!;

    /// <summary>The tenant: an ID or a domain. Default: that of the source.</summary>
    [Parameter(ParameterSetName = BySource)]
    [Parameter(ParameterSetName = ByCredential, Mandatory = true)]
    [Parameter(ParameterSetName = ByCertificate, Mandatory = true)]
    [Parameter(ParameterSetName = ByAccessToken)]
    [ValidatePattern(@"^[A-Za-z0-9.-]{1,253}\z")]
    [NotAFile]
    public string? TenantId { get; set; }

    /// <summary>The application, or the user-assigned managed identity. Default: that of the source.</summary>
    [Parameter(ParameterSetName = BySource)]
    [Parameter(ParameterSetName = ByCertificate, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? ClientId { get; set; }

    /// <summary>The cloud. Default: that of Az.Accounts when it is the source, otherwise AzureCloud.</summary>
    [Parameter]
    [ValidateSet("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")]
    public string? Environment { get; set; }

    /// <summary>The Azure Resource Manager of a private cloud: https, a host and an optional port. Default: that of the cloud.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [NotAFile]
    public Uri? Endpoint { get; set; }

    /// <summary>The audience of tokens. Default: that of the cloud; with -Endpoint, the endpoint.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string? Audience { get; set; }

    /// <summary>The sign-in address of a private cloud. Default: that of the cloud.</summary>
    [Parameter]
    [ValidateNotNull]
    [NotAFile]
    public Uri? AuthorityHost { get; set; }

    /// <summary>A PEM file with a certificate authority to trust in addition to those of the system. Certificate checks cannot be turned off.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateAuthority { get; set; }

    /// <summary>The default subscription, by ID or name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    public string? SubscriptionId { get; set; }

    /// <summary>The API version for extensions, for clouds without the newest one. Default: 2025-03-01.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NotAFile]
    public string ApiVersion { get; set; } = ArmConnection.DefaultApiVersion;

    /// <summary>The API version for extension types, such as 2024-11-01-preview. Default: the newest that the cloud has.</summary>
    [Parameter]
    [NotAFile]
    [ValidateNotNullOrEmpty]
    public string? ExtensionTypesApiVersion { get; set; }

    /// <inheritdoc/>
    private protected override void Validate()
    {
        if (ClientId is not null && TokenSource is TokenSource.AzPowerShell or TokenSource.AzureCli)
        {
            throw Errors.ConnectionInvalid(
                $"-ClientId has no meaning with -TokenSource {TokenSource}, whose own sign-in is used.",
                "Leave it out, or sign in there as that identity.");
        }

        var thread = new PipelineThread();
        // An application excludes the account of Az.Accounts.
        var azPowerShell = ParameterSetName == BySource && (TokenSource == TokenSource.AzPowerShell || (TokenSource == TokenSource.Auto && ClientId is null))
            ? AzPowerShell.Find(PipelineEngine.Of(this))
            : null;
        var given = Endpoint is null ? null : CheckedHost("-Endpoint", Endpoint);
        var cloud = AzureCloud.Find(Environment) ?? (given is null ? null : AzureCloud.Find(given)) ?? azPowerShell?.Cloud ?? AzureCloud.Public;
        var endpoint = given ?? cloud.Endpoint;
        // The endpoint of an unknown cloud is its own audience.
        var audience = CheckedAudience() ?? (cloud.Endpoint == endpoint || AzureCloud.Find(endpoint) is not null ? cloud.Audience : endpoint.GetLeftPart(UriPartial.Authority));
        _new = new(
            new()
            {
                Endpoint = endpoint,
                Audience = audience,
                SignIn = CheckedSignIn(azPowerShell, thread, cloud, audience),
                CertificateAuthority = ReadCertificate(),
                SubscriptionId = SubscriptionId is null ? DefaultSubscription(azPowerShell, endpoint) : ClusterReference.IsGuid(SubscriptionId) ? SubscriptionId : null,
                ApiVersion = CheckedVersion(nameof(ApiVersion), ApiVersion, ArmConnection.DefaultApiVersion),
                ExtensionTypesApiVersion = ExtensionTypesApiVersion is null
                    ? null
                    : CheckedVersion(nameof(ExtensionTypesApiVersion), ExtensionTypesApiVersion, "2024-11-01-preview"),
            },
            thread,
            azPowerShell);
        Run.Enter(_new);
    }

    /// <inheritdoc/>
    private protected override void Finish()
    {
        // A failed sign-in is reported here, and the previous connection is kept.
        _ = Run.Await(cancellationToken => Run.Service.SignInAsync(cancellationToken));
        if (SubscriptionId is not null)
        {
            _new!.ChooseSubscription(new Subscriptions(Run, null).IdOf(SubscriptionId));
        }

        _new!.Enter();
        WriteObject(_new.Context);
    }

    private SignIn CheckedSignIn(AzPowerShell? azPowerShell, PipelineThread thread, AzureCloud cloud, string audience)
    {
        var common = AksSession.SignInOf(TokenSource, azPowerShell, thread, audience, Host, TenantId) with
        {
            AuthorityHost = AuthorityHost is null ? (Environment is null && azPowerShell is null && cloud == AzureCloud.Public ? null : cloud.AuthorityHost) : CheckedHost("-AuthorityHost", AuthorityHost),
            IsKnownAuthority = AuthorityHost is null,
            ClientId = ClientId,
        };
        return ParameterSetName switch
        {
            ByCredential => common with
            {
                Source = TokenSource.ServicePrincipal,
                ClientId = CheckedCredential().UserName,
                ClientSecret = Secret(nameof(Credential), Credential.Password),
            },
            ByCertificate => common with
            {
                Source = TokenSource.ServicePrincipal,
                CertificatePath = SettingsInput.ResolvePath(SessionState.Path, CertificatePath),
                CertificatePassword = CertificatePassword is null ? null : Secret(nameof(CertificatePassword), CertificatePassword),
            },
            ByAccessToken => common with { Source = TokenSource.AccessToken, AccessToken = CheckedToken() },
            _ => common,
        };
    }

    private static SecretValue Secret(string parameter, SecureString value)
    {
        try
        {
            return new(value);
        }
        catch (ObjectDisposedException)
        {
            throw Errors.ConnectionInvalid($"The SecureString in -{parameter} was disposed and has no value any more.", "Create it again.");
        }
    }

    private PSCredential CheckedCredential() => Credential is { UserName.Length: > 0, Password: { } password } && Secret(nameof(Credential), password).Reveal().Length > 0
        ? Credential
        : throw Errors.ConnectionInvalid("-Credential has no user name, or no password.", "Give the client id as user name and the client secret as password.");

    private static string CheckedVersion(string parameter, string version, string example) => ApiVersionPattern().IsMatch(version)
        ? version
        : throw Errors.ConnectionInvalid($"-{parameter} '{version}' is not an api-version.", $"Give one such as {example}.");

    // A space would separate two scopes.
    private string? CheckedAudience() => Audience is null || !Audience.Any(char.IsWhiteSpace)
        ? Audience
        : throw Errors.ConnectionInvalid($"-Audience '{Audience}' contains a space or a line break.", "Specify an audience such as https://management.core.windows.net/.");

    // A subscription of another tenant or cloud is not visible here.
    private string? DefaultSubscription(AzPowerShell? azPowerShell, Uri endpoint) =>
        azPowerShell?.Cloud.Endpoint == endpoint && (TenantId is null || TenantId.Equals(azPowerShell.TenantId, StringComparison.OrdinalIgnoreCase))
            ? azPowerShell.SubscriptionId
            : null;

    private static Uri CheckedHost(string parameter, Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps)
        {
            throw Errors.ConnectionInvalid(
                $"{parameter} '{Shown(address)}' is not an https address; tokens must not be sent unencrypted.", "Specify an address such as https://management.azure.com.");
        }

        return address.PathAndQuery == "/" && address.Fragment.Length == 0 && address.UserInfo.Length == 0
            ? address
            : throw Errors.ConnectionInvalid(
                $"{parameter} '{Shown(address)}' contains more than a host and a port.", "Specify an address such as https://management.azure.com.");
    }

    // An address can contain a password (https://user:password@host) or a signature (?sig=...), which messages must not contain.
    private static string Shown(Uri address) => address.IsAbsoluteUri && address.Host.Length > 0
        ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : address.OriginalString.Split('?')[0].Split('@')[^1];

    private SecretValue CheckedToken()
    {
        var token = Secret(nameof(AccessToken), AccessToken);
        var text = token.Reveal();
        return text.Length > 0 && text.All(character => character is > ' ' and <= '~')
            ? token
            : throw Errors.ConnectionInvalid(
                "-AccessToken is empty, or holds a space, a line break or another character that no token has.",
                "Give the token alone, without 'Bearer', as a SecureString.");
    }

    private string? ReadCertificate()
    {
        if (CertificateAuthority is null)
        {
            return null;
        }

        var path = SettingsInput.ResolvePath(SessionState.Path, CertificateAuthority);
        return Encoding.ASCII.GetString(LocalFile.Read(
            path,
            (detail, failure) => Errors.ConnectionInvalid(
                $"-CertificateAuthority '{path}' {detail}.", "Check the path; it is relative to PowerShell's current location.", failure),
            detail => Errors.ConnectionInvalid($"-CertificateAuthority '{path}' {detail}.", "Give a PEM file with the authority's certificate.")));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-preview)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiVersionPattern();
}
