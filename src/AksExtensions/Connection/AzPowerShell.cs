using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using AksExtensions.Arm;
using AksExtensions.Pipeline;
using AksExtensions.Settings;

namespace AksExtensions.Connection;

/// <summary>
/// The session's own sign-in: Az.Accounts, when it is loaded and connected. Asked through its cmdlets, so that no assembly of it is touched
/// and no process is started. On the pipeline's thread only.
/// </summary>
/// <param name="Cloud">The cloud that it is connected to.</param>
/// <param name="SubscriptionId">Its subscription; null when it has chosen none.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Account">Who is signed in.</param>
/// <param name="Module">The file that the module was loaded from. Its sign-in is the process's: loaded in another runspace, it is signed in there too.</param>
internal sealed record AzPowerShell(AzureCloud Cloud, string? SubscriptionId, string? TenantId, string? Account, string Module)
{
    private const string Name = "Az.Accounts";

    // Both run as a person would run them, with streams that nobody asked for kept quiet: their messages are another module's.
    private const string FindContext =
        $"if ($modules = @(Get-Module -Name {Name})) {{ $modules[-1]; Get-AzContext -ErrorAction Ignore -WarningAction SilentlyContinue -Verbose:$false -Debug:$false }}";

    private const string GetAccessToken =
        "param($resource, $tenant) $with = @{}; if ($tenant) { $with.TenantId = $tenant }; "
        + "Get-AzAccessToken -ResourceUrl $resource @with -ErrorAction Stop -WarningAction SilentlyContinue -Verbose:$false -Debug:$false";

    /// <summary>The sign-in of this session; null when Az.Accounts is not loaded, or not connected. Loads nothing and sends nothing.</summary>
    public static AzPowerShell? Find(PipelineEngine engine)
    {
        Collection<PSObject> found;
        try
        {
            found = engine.Invoke(FindContext, []);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            // An Az.Accounts that cannot even say whether it is connected is not a sign-in.
            return null;
        }

        if (found is not [{ BaseObject: PSModuleInfo module }, { } context, ..] || Text(context, "Account") is not { Length: > 0 } account)
        {
            return null;
        }

        var environment = Property(context, "Environment");
        return new(
            CloudOf(environment), Text(Property(context, "Subscription"), "Id"), Text(Property(context, "Tenant"), "Id"), account, FileOf(module));
    }

    /// <summary>A token of this sign-in, and of no other that was chosen since.</summary>
    /// <exception cref="AksExtensionException"><c>AuthenticationFailed</c>.</exception>
    public SessionToken GetToken(PipelineEngine engine, string audience, string? tenantId)
    {
        const string Action = "Run Connect-AzAccount again, or choose another source with Connect-AksExtension -TokenSource.";
        // Another tenant or subscription is no matter, because tokens are asked for by tenant.
        if (Find(engine) is { } now && (now.Account != Account || now.Cloud != Cloud))
        {
            throw Errors.AuthenticationFailed(
                $"Az.Accounts is signed in as {now.Account} ({now.Cloud.Name}) now, and this connection is of {Account} ({Cloud.Name}).",
                "Choose that account again with Set-AzContext, or run Connect-AksExtension to go on as the other.");
        }

        Collection<PSObject> answers;
        try
        {
            answers = engine.Invoke(GetAccessToken, [audience, tenantId]);
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Errors.AuthenticationFailed($"Get-AzAccessToken says: {failure.Message}", Action, inner: failure);
        }

        var answer = answers.FirstOrDefault();
        var token = Property(answer, "Token")?.BaseObject switch
        {
            // A SecureString since Az.Accounts 5, plain text before.
            SecureString secure => new SecretValue(secure),
            string { Length: > 0 } plain => new SecretValue(plain),
            _ => throw Errors.AuthenticationFailed("Get-AzAccessToken gave no token.", Action),
        };
        return new(token, Time(Property(answer, "ExpiresOn")?.BaseObject));
    }

    // A module that has a manifest says the file of its script all the same, which alone would not load what the manifest lists.
    private static string FileOf(PSModuleInfo module)
    {
        var manifest = Path.Combine(module.ModuleBase, $"{Name}.psd1");
        return File.Exists(manifest) ? manifest : module.Path;
    }

    private static AzureCloud CloudOf(PSObject? environment)
    {
        var known = AzureCloud.Find(Text(environment, "Name"));
        return known is null
            && Uri.TryCreate(Text(environment, "ResourceManagerUrl"), UriKind.Absolute, out var endpoint)
            && Uri.TryCreate(Text(environment, "ActiveDirectoryAuthority"), UriKind.Absolute, out var authority)
                ? new(
                    Text(environment, "Name") ?? "Custom", new(endpoint.GetLeftPart(UriPartial.Authority)),
                    Text(environment, "ActiveDirectoryServiceEndpointResourceId") ?? endpoint.GetLeftPart(UriPartial.Authority), authority)
                : known ?? AzureCloud.Public;
    }

    private static PSObject? Property(PSObject? source, string name) =>
        source?.Properties[name]?.Value is { } value ? PSObject.AsPSObject(value) : null;

    private static string? Text(PSObject? source, string name) => Property(source, name)?.ToString();

    // Unknown: then it is asked for again soon, which costs little here.
    private static DateTimeOffset Time(object? value) => value switch
    {
        DateTimeOffset time => time,
        DateTime time => new(time.ToUniversalTime()),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => DateTimeOffset.UtcNow + TimeSpan.FromMinutes(10),
    };
}
