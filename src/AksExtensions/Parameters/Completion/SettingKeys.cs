using System.Management.Automation.Runspaces;

namespace AksExtensions.Parameters.Completion;

/// <summary>
/// Has PowerShell complete the keys in <c>@{ }</c>. It asks no completer there: it offers the properties of the parameter's type. So a
/// moment before it looks, the type is given those that the line's type of extension has.
/// </summary>
internal static class SettingKeys
{
    private const string Replace =
        "param($data) Remove-TypeData -TypeName $data.TypeName -ErrorAction Ignore; if ($data.Members.Count) { Update-TypeData -TypeData $data }";

    /// <summary>Offers the keys of the line's type.</summary>
    /// <param name="line">The line.</param>
    /// <param name="argument">The type of the parameter's elements.</param>
    /// <param name="isProtected">Whether the protected settings are meant.</param>
    public static void Offer(CommandLine line, Type argument, bool isProtected)
    {
        try
        {
            using var tab = new Tab();
            var data = new TypeData(argument);
            foreach (var hint in SettingsCompleter.Hints(tab, line, isProtected))
            {
                // What PowerShell shows of a property is its value.
                data.Members.Add(hint.Key, new NotePropertyData(hint.Key, hint.Description));
            }

            Tab.Run(Replace, data);
        }
#pragma warning disable CA1031 // A Tab must never end in an error, whatever it is; the command itself will tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
