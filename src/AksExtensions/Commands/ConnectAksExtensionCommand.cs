using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Connection;
using AksExtensions.Parameters;
using AksExtensions.Settings;

namespace AksExtensions.Commands;

/// <summary>Connects this session to an Azure Resource Manager. Sends nothing.</summary>
[Cmdlet(VerbsCommunications.Connect, "AksExtension")]
[OutputType(typeof(AksExtensionContext))]
public sealed partial class ConnectAksExtensionCommand : AksCmdlet
{
    private const int MaximumCertificateBytes = 1024 * 1024;

    private AksSession? _new;

    /// <summary>ARM's address: https, a host and perhaps a port. Default: https://management.azure.com.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    public Uri Endpoint { get; set; } = new("https://management.azure.com");

    /// <summary>What tokens are for. Default: the endpoint.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The access token, without "Bearer".</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNull]
    public SecureString AccessToken { get; set; } = null!;

    /// <summary>A PEM file with a certificate authority to trust beside the system's. Nothing turns certificate checks off.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateAuthority { get; set; }

    /// <summary>The subscription of clusters that are given without one, a GUID.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>The tenant that the token is of.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The api-version of extensions, for clouds that lag. Default: 2025-03-01.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string ApiVersion { get; set; } = ArmConnection.DefaultApiVersion;

    /// <inheritdoc/>
    private protected override void Validate()
    {
        _new = new(new()
        {
            Endpoint = CheckedEndpoint(),
            Audience = Audience ?? Endpoint.GetLeftPart(UriPartial.Authority),
            AccessToken = CheckedToken(),
            CertificateAuthority = ReadCertificate(),
            SubscriptionId = CheckedGuid("-SubscriptionId", SubscriptionId),
            TenantId = TenantId,
            ApiVersion = ApiVersionPattern().IsMatch(ApiVersion)
                ? ApiVersion
                : throw Errors.ConnectionInvalid($"-ApiVersion '{ApiVersion}' is not an api-version.", "Give one such as 2025-03-01."),
        });
    }

    /// <inheritdoc/>
    private protected override void Finish()
    {
        _new!.Enter();
        WriteObject(_new.Context);
    }

    private static string? CheckedGuid(string parameter, string? value) =>
        value is null || Guid.TryParseExact(value, "D", out _)
            ? value
            : throw Errors.ConnectionInvalid($"{parameter} '{value}' is not a GUID.", "Give the id, such as 00000000-0000-0000-0000-000000000000, not the name.");

    private Uri CheckedEndpoint()
    {
        if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme != Uri.UriSchemeHttps)
        {
            throw Errors.ConnectionInvalid(
                $"-Endpoint '{Shown(Endpoint)}' is not an https address; a token must not travel in the clear.", "Give one such as https://management.azure.com.");
        }

        return Endpoint.PathAndQuery == "/" && Endpoint.Fragment.Length == 0 && Endpoint.UserInfo.Length == 0
            ? Endpoint
            : throw Errors.ConnectionInvalid(
                $"-Endpoint '{Shown(Endpoint)}' is more than a host and a port.", "Give one such as https://management.azure.com.");
    }

    // An address may hold a password (https://user:password@host) or a signature (?sig=...), which a message must not.
    private static string Shown(Uri address) => address.IsAbsoluteUri
        ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : address.OriginalString;

    private SecretValue CheckedToken()
    {
        var token = new SecretValue(AccessToken);
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
        try
        {
            var file = new FileInfo(path);
            return file.Length <= MaximumCertificateBytes
                ? File.ReadAllText(path, Encoding.ASCII)
                : throw Errors.ConnectionInvalid($"-CertificateAuthority '{path}' is larger than 1 MiB.", "Give a PEM file with the authority's certificate.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.ConnectionInvalid(
                $"-CertificateAuthority '{path}' cannot be read: {failure.Message}", "Check the path; it is relative to PowerShell's current location.", failure);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-preview)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ApiVersionPattern();
}
