using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AksExtensions.Emulator.Http;

/// <summary>Lists in pages: <c>{ "value": [...], "nextLink": ... }</c> with the next link on the host that the client called.</summary>
internal static class Paging
{
    /// <summary>The range of a page in a list.</summary>
    private static (int Start, int Length, string? NextLink) Slice(
        ArmRequest request, EmulatorSettings settings, int count, string tokenName)
    {
        var token = request.Query[tokenName];
        if (token is null && settings.EmptyFirstPage)
            return (0, 0, Link(request, tokenName, 0));
        var start = token is null ? 0 : Decode(token);
        var length = Math.Clamp(count - start, 0, Math.Max(1, settings.PageSize));
        return (start, length, start + length < count ? Link(request, tokenName, start + length) : null);
    }

    public static ArmResponse Page<T>(
        ArmRequest request,
        EmulatorSettings settings,
        IReadOnlyList<T> items,
        Action<Utf8JsonWriter, T> write,
        string tokenName = "$skiptoken",
        bool nullNextLink = true)
    {
        var (start, length, next) = Slice(request, settings, items.Count, tokenName);
        return ArmResponse.Ok(w =>
        {
            w.WriteStartObject();
            if (length == 0 && settings.EmptyListAsNull)
            {
                w.WriteNull("value");
            }
            else
            {
                w.WriteStartArray("value");
                for (var i = start; i < start + length; i++)
                    write(w, items[i]);
                w.WriteEndArray();
            }

            if (next is not null || nullNextLink)
                w.WriteStringOrNull("nextLink", next);
            w.WriteEndObject();
        });
    }

    private static string Link(ArmRequest request, string tokenName, int start)
    {
        var parts = request.RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !Uri.UnescapeDataString(p).StartsWith(tokenName + "=", StringComparison.OrdinalIgnoreCase));
        // Opaque to clients, like the tokens of the service.
        var token = Convert.ToBase64String(Encoding.ASCII.GetBytes("start:" + start.ToString(CultureInfo.InvariantCulture)));
        return $"{request.BaseAddress}{request.Path}?{string.Join('&', parts)}&{tokenName}={Uri.EscapeDataString(token)}";
    }

    private static int Decode(string token)
    {
        try
        {
            var text = Encoding.ASCII.GetString(Convert.FromBase64String(token));
            if (text.StartsWith("start:", StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                return start;
            }
        }
        catch (FormatException)
        {
            // Refused below, like every other foreign token.
        }

        throw ArmErrors.BadRequest("InvalidSkipToken", "The continuation token is not valid.");
    }
}
