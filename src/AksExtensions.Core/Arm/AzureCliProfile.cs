using System.Text.Json;

namespace AksExtensions.Arm;

/// <summary>The subscription of Azure CLI (az account show), read from its profile file without a child process.</summary>
public static class AzureCliProfile
{
    private const long MaximumBytes = 16 * 1024 * 1024;

    /// <summary>The ID of the default subscription; null when there is none, or when it belongs to another cloud or tenant.</summary>
    /// <param name="cloudName">The cloud's name, such as AzureCloud.</param>
    /// <param name="tenantId">The tenant; null means any.</param>
    public static string? FindDefaultSubscription(string cloudName, string? tenantId)
    {
        var folder = Environment.GetEnvironmentVariable("AZURE_CONFIG_DIR");
        if (string.IsNullOrEmpty(folder))
        {
            folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".azure");
        }

        try
        {
            var file = new FileInfo(Path.Combine(folder, "azureProfile.json"));
            if (!file.Exists || file.Length > MaximumBytes)
            {
                return null;
            }

            // ReadAllText removes the byte order mark that Azure CLI writes.
            using var profile = JsonDocument.Parse(File.ReadAllText(file.FullName));
            return profile.RootElement.GetProperty("subscriptions").EnumerateArray()
                .Where(subscription => subscription.TryGetProperty("isDefault", out var isDefault) && isDefault.ValueKind == JsonValueKind.True)
                .Where(subscription => Is(subscription, "environmentName", cloudName))
                .Where(subscription => tenantId is null || Is(subscription, "tenantId", tenantId))
                .Select(subscription => subscription.GetProperty("id").GetString())
                .FirstOrDefault(ClusterReference.IsGuid);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The file belongs to another program: when it cannot be read, there is no default.
            return null;
        }
    }

    private static bool Is(JsonElement subscription, string name, string expected) =>
        subscription.TryGetProperty(name, out var value) && expected.Equals(value.GetString(), StringComparison.OrdinalIgnoreCase);
}
